// Whatever interrupts the screens now stands above every page, with the time it still has: nobody may forget it is on.

import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNow } from '../clock.ts';
import { interruptionsQuery } from '../queries.ts';
import { durationText } from '../words.ts';
import { timeText } from '../zone.ts';
import classes from './urgent-banner.module.css';
import { Sign } from './sign.tsx';

export function UrgentBanner({ zone }: { zone: string }) {
  const { t } = useTranslation();
  const now = useNow();
  const running = (useQuery(interruptionsQuery).data ?? []).filter(
    ({ from, until }) => from <= now && now < until,
  );
  if (running.length === 0) return null;
  return (
    <div className={`${classes.banner} vx-ground-bad`} role="status">
      {running.map(({ id, kind, title, until, screens }) => {
        const reached = screens.filter(({ state }) => state === 'on_screen').length;
        return (
          <Link key={id} to="/tin-khan" className={classes.act}>
            <Sign name="warn" />
            <span>
              <strong>{t(`urgent.running_${kind}`)}</strong>
              {title === '' ? '' : ` “${title}”`}{' '}
              {t('urgent.runningUntil', {
                time: timeText(until, zone),
                left: durationText(t, until - now),
                reached,
                all: screens.length,
              })}
            </span>
          </Link>
        );
      })}
    </div>
  );
}
