// Kiểm tra tệp: a bundle dropped here is checked in this browser by the very code of kiem-tra.html, which shares nothing
// with the server; the file goes nowhere. Fetched when somebody first drops one.

import { FileButton, Button, Group, Progress, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useKept } from '../../kept-draft.ts';
import { spokenLanguage } from '../../words.ts';
import { Panel } from '../panel.tsx';
import { Sign } from '../sign.tsx';
import classes from './bundle-check.module.css';

const MOST_FAULTS = 20;

async function check(file: File, keys: string, onPercent: (percent: number) => void) {
  const [{ verifyBundle }, { pagePlatform, sourceOf }] = await Promise.all([
    import('../../../../scripts/verify-playlog/verify-bundle.ts'),
    import('../../../../scripts/verify-playlog/page-platform.ts'),
  ]);
  const verdict = await verifyBundle(sourceOf(file), pagePlatform, {
    trustedKeys: keys.split(/[\s,;]+/).filter((key) => key !== ''),
    everySignature: false,
    onProgress: (done, total) => onPercent(Math.floor((done / Math.max(1, total)) * 100)),
  });
  return { name: file.name, verdict };
}

export function BundleCheck() {
  const { t } = useTranslation();
  const [keys, setKeys] = useKept('bundle/keys', z.string(), '');
  const [percent, setPercent] = useState(0);
  const [isOver, setOver] = useState(false);
  const checking = useMutation({ mutationFn: (file: File) => check(file, keys, setPercent) });
  const take = (file: File | null | undefined) => {
    if (file === null || file === undefined || checking.isPending) return;
    setPercent(0);
    checking.mutate(file);
  };
  const stay = (event: DragEvent) => {
    event.preventDefault();
    setOver(event.type === 'dragover');
  };
  return (
    <Panel title={t('evidence.check')} id="kiem-tra-tep">
      <Stack gap="sm">
        <Text fz="sm" c="dimmed">
          {t('evidence.checkLead')}
        </Text>
        <div
          className={`${classes.drop} ${isOver ? classes.over : ''}`}
          data-drop="bundle"
          onDragOver={stay}
          onDragLeave={stay}
          onDrop={(event) => {
            stay(event);
            take(event.dataTransfer.files[0]);
          }}
        >
          <Text fw={600}>{t('evidence.drop')}</Text>
          <FileButton accept=".zip" onChange={take}>
            {(props) => (
              <Button variant="default" size="compact-md" {...props}>
                {t('evidence.choose')}
              </Button>
            )}
          </FileButton>
        </div>
        <TextInput
          label={t('evidence.trustedKeys')}
          description={t('evidence.trustedKeysHint')}
          autoComplete="off"
          spellCheck={false}
          value={keys}
          onChange={({ currentTarget }) => setKeys(currentTarget.value)}
        />
        <div className="vx-live" aria-live="polite">
          {checking.isPending && (
            <Progress value={percent} aria-label={t('evidence.checking', { percent })} />
          )}
          {checking.error !== null && (
            <Text fz="sm" className="vx-bad">
              {t('evidence.unreadable')}
            </Text>
          )}
          {checking.isSuccess && <VerdictText {...checking.data} />}
        </div>
      </Stack>
    </Panel>
  );
}

type Checked = Awaited<ReturnType<typeof check>>;

function VerdictText({ name, verdict }: Checked) {
  const language = spokenLanguage();
  const [first, ...rest] = verdict.lines;
  const faults = verdict.ok ? [] : verdict.faults.slice(0, MOST_FAULTS);
  return (
    <div data-verdict={verdict.ok ? 'untouched' : 'altered'}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Sign name={verdict.ok ? 'good' : 'bad'} />
        <Text fw={600} className={verdict.ok ? 'vx-good' : 'vx-bad'}>
          {name}: {first?.[language]}
        </Text>
      </Group>
      <ul className={classes.lines}>
        {faults.map(({ place, said }) => (
          <li key={`${place}/${said.en}`}>
            {place}: {said[language]}
          </li>
        ))}
        {rest.map((line) => (
          <li key={line.en}>{line[language]}</li>
        ))}
      </ul>
    </div>
  );
}
