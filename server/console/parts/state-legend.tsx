// What the signs of a table of hours mean, each beside its words.

import { useTranslation } from 'react-i18next';
import { STATE_SIGN, STATES_IN_ORDER } from '../state-sign.ts';
import classes from './day-table.module.css';

export function StateLegend() {
  const { t } = useTranslation();
  return (
    <ul className={classes.legend} aria-label={t('hour.legend')}>
      {STATES_IN_ORDER.map((state) => (
        <li key={state}>
          <span className={`${classes.sample} ${classes[state]}`} aria-hidden="true">
            {STATE_SIGN[state]}
          </span>
          {t(`day.state_${state}`)}
        </li>
      ))}
    </ul>
  );
}
