// The state of a version as a coloured word with a sign: never colour alone.

import { useTranslation } from 'react-i18next';
import type { VersionState } from '../../../content/model/item.ts';
import classes from './item-state.module.css';
import { Sign, type SignName } from './sign.tsx';

const LOOK: Record<VersionState, { tone: string; sign: SignName }> = {
  draft: { tone: 'vx-ground-quiet', sign: 'more' },
  pending: { tone: 'vx-ground-warn', sign: 'unknown' },
  approved: { tone: 'vx-ground-good', sign: 'good' },
  returned: { tone: 'vx-ground-bad', sign: 'bad' },
  retired: { tone: 'vx-ground-quiet', sign: 'next' },
};

export function ItemState({ state }: { state: VersionState }) {
  const { t } = useTranslation();
  const { tone, sign } = LOOK[state];
  return (
    <span className={`${classes.state} ${tone}`}>
      <Sign name={sign} /> {t(`desk.state_${state}`)}
    </span>
  );
}
