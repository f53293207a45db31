// What the studio found about the legibility of a picture, each as a sentence; blocking ones first.

import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../../content/model/api/editing.ts';
import type { Screen } from '../../../content/model/screen.ts';
import classes from './waiting-items.module.css';
import { Sign } from './sign.tsx';

interface FindingsProps {
  readonly findings: readonly (Pick<Finding, 'code' | 'blocks' | 'sentence'> & Partial<Finding>)[];
  /** All there are: what does not hold on all of them is said with the names of those it holds on. */
  readonly screens?: readonly Pick<Screen, 'id' | 'name'>[];
  /** Said when nothing was found; by default that it can be read everywhere. */
  readonly good?: string;
}

export function Findings({ findings, screens = [], good }: FindingsProps) {
  const { t } = useTranslation();
  if (findings.length === 0) {
    return (
      <Text fz="sm" className="vx-good">
        <Sign name="good" /> {good ?? t('desk.legible')}
      </Text>
    );
  }
  const namesOf = (screenIds: readonly string[]) => {
    const on = screens.filter(({ id }) => screenIds.includes(id));
    return on.length === screens.length ? '' : `${on.map(({ name }) => name).join(', ')}: `;
  };
  const sorted = [...findings].sort((a, b) => Number(b.blocks) - Number(a.blocks));
  return (
    <ul className={classes.plain}>
      {sorted.map(({ code, blocks, sentence, screenIds = [] }, index) => (
        <li key={`${code}/${sentence}/${index}`} className={blocks ? 'vx-bad' : 'vx-warn'}>
          <Sign name={blocks ? 'bad' : 'warn'} />{' '}
          <strong>{t(blocks ? 'items.blocks' : 'items.warns')}:</strong> {namesOf(screenIds)}
          {sentence}
        </li>
      ))}
    </ul>
  );
}
