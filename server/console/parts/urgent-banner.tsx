// Whatever interrupts the screens now stands above every page, with the time it still has: nobody may forget it is on.

import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNow } from '../clock.ts';
import { interruptionsQuery } from '../queries.ts';
import { mayOrderUrgent, usePerson } from '../person.ts';
import { countdownText, timeText } from '../zone.ts';
import classes from './urgent-banner.module.css';
import { ActRevision } from './act-revision.tsx';
import { Sign } from './sign.tsx';

export function UrgentBanner({ zone }: { zone: string }) {
  const { t } = useTranslation();
  const now = useNow();
  const mayOrder = mayOrderUrgent(usePerson());
  const running = (useQuery(interruptionsQuery).data ?? []).filter(
    ({ from, until }) => from <= now && now < until,
  );
  if (running.length === 0) return null;
  return (
    <section className={`${classes.banner} vx-ground-bad`} aria-label={t('urgent.title')}>
      {running.map((act) => {
        const { kind, title, until, screens } = act;
        const reached = screens.filter(({ state }) => state === 'on_screen').length;
        return (
          <div key={act.id} className={classes.act}>
            <Link to="/tin-khan" className={classes.words}>
              <Sign name="warn" />
              <span>
                <strong>{t(`urgent.running_${kind}`)}</strong>
                {title === '' ? '' : ` “${title}”`}{' '}
                {t('urgent.runningUntil', {
                  time: timeText(until, zone),
                  left: countdownText(until - now),
                  reached,
                  all: screens.length,
                })}
              </span>
            </Link>
            {mayOrder && <ActRevision act={act} />}
          </div>
        );
      })}
    </section>
  );
}
