// All screens as lines to choose from, each with the worst that is to be said of it.

import { useTranslation } from 'react-i18next';
import type { ScreenView } from '../../../content/model/api.ts';
import { useNow } from '../clock.ts';
import { paceOfHour } from '../pace.ts';
import { findConcerns } from '../screen-health.ts';
import { durationText, numberText } from '../words.ts';
import classes from './screen-chooser.module.css';
import { Sign } from './sign.tsx';

interface ScreenChooserProps {
  readonly screens: readonly ScreenView[];
  readonly chosenId: string;
  readonly onChoose: (id: string) => void;
}

export function ScreenChooser({ screens, chosenId, onChoose }: ScreenChooserProps) {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <nav aria-label={t('screen.choose')} className={classes.list}>
      {screens.map((screen) => {
        const worst = findConcerns(screen, now)[0];
        return (
          <button
            type="button"
            key={screen.id}
            className={classes.screen}
            aria-pressed={screen.id === chosenId}
            onClick={() => onChoose(screen.id)}
          >
            <span className={classes.name}>{screen.name}</span>
            <span className={worst === undefined ? 'vx-good' : `vx-${worst.tone}`}>
              <Sign name={worst === undefined ? 'good' : 'warn'} />{' '}
              {worst === undefined
                ? t(`answer.hour_${paceOfHour(screen)}`)
                : t(`concern.${worst.kind}.say`, {
                    duration: durationText(t, worst.forMs ?? 0),
                    number: numberText(worst.count ?? 0),
                  })}
            </span>
          </button>
        );
      })}
    </nav>
  );
}
