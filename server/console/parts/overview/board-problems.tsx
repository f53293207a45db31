// What needs a person now, over all screens, worst first: each a sentence with its next step and the screen it is about.

import { Button, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardLine } from '../../board.ts';
import type { Concern } from '../../screen-health.ts';
import { durationText, numberText } from '../../words.ts';
import { Panel } from '../panel.tsx';
import { Sign } from '../sign.tsx';
import classes from './board-problems.module.css';

const SHOWN = 6;

export function concernWords(t: TFunction, concern: Concern): { say: string; next: string } {
  const values = {
    duration: durationText(t, concern.forMs ?? 0),
    number: numberText(concern.count ?? 0),
    what: concern.what ?? '',
  };
  return { say: t(`concern.${concern.kind}.say`, values), next: t(`concern.${concern.kind}.next`) };
}

interface Problem {
  readonly id: string;
  readonly screen: BoardLine['screen'];
  readonly tone: Concern['tone'];
  readonly say: string;
  readonly next: string;
}

function problemsOf(t: TFunction, lines: readonly BoardLine[]): Problem[] {
  const all = lines.flatMap(({ screen, concerns, stand }): Problem[] => {
    const told = concerns.map((concern): Problem => {
      const words = concernWords(t, concern);
      return { id: `${screen.id}/${concern.kind}`, screen, tone: concern.tone, ...words };
    });
    if (stand?.pace !== 'short') return told;
    const say = t('answer.hour_short');
    return [...told, { id: `${screen.id}/short`, screen, tone: 'bad', say, next: t('board.shortNext') }];
  });
  return all.sort((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad'));
}

export function BoardProblems({ lines }: { lines: readonly BoardLine[] }) {
  const { t } = useTranslation();
  const [showsAll, setShowsAll] = useState(false);
  const problems = problemsOf(t, lines);
  const shown = showsAll ? problems : problems.slice(0, SHOWN);
  if (problems.length === 0) {
    return (
      <Text className={`vx-ground-good ${classes.fine}`} fz="sm" fw={500} role="status">
        <Sign name="good" /> {t('board.fine')}
      </Text>
    );
  }
  return (
    <Panel title={t('board.problems', { count: problems.length })}>
      <Stack gap="xs">
        <ul className={classes.problems}>
          {shown.map(({ id, screen, tone, say, next }) => (
            <li key={id} className={`vx-ground-${tone} ${classes.problem}`}>
              <Sign name="warn" />
              <div>
                <Text fz="sm" fw={600}>
                  <Link className={classes.name} to="/" search={{ mh: screen.id }}>
                    {screen.name}
                  </Link>
                  {': '}
                  {say}
                </Text>
                <Text fz="sm">{next}</Text>
              </div>
            </li>
          ))}
        </ul>
        {problems.length > SHOWN && (
          <Button variant="default" w="fit-content" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? t('board.fewer') : t('board.more', { count: problems.length - SHOWN })}
          </Button>
        )}
      </Stack>
    </Panel>
  );
}
