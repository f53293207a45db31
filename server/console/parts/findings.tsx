// What the studio found about the legibility of a picture, each as a sentence; blocking ones first.

import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../../content/model/api/editing.ts';
import classes from './waiting-items.module.css';
import { Sign } from './sign.tsx';

export function Findings({
  findings,
}: {
  findings: readonly Pick<Finding, 'code' | 'blocks' | 'sentence'>[];
}) {
  const { t } = useTranslation();
  if (findings.length === 0) {
    return (
      <Text fz="sm" className="vx-good">
        <Sign name="good" /> {t('desk.legible')}
      </Text>
    );
  }
  const sorted = [...findings].sort((a, b) => Number(b.blocks) - Number(a.blocks));
  return (
    <ul className={classes.plain}>
      {sorted.map(({ code, blocks, sentence }, index) => (
        <li key={`${code}/${sentence}/${index}`} className={blocks ? 'vx-bad' : 'vx-warn'}>
          <Sign name={blocks ? 'bad' : 'warn'} />{' '}
          <strong>{t(blocks ? 'items.blocks' : 'items.warns')}:</strong> {sentence}
        </li>
      ))}
    </ul>
  );
}
