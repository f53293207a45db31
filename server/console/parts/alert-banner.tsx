// What is wrong with screens now, above every page but the first, which says it in full.

import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { alertsQuery, type ScreenName } from '../queries.ts';
import { timeText } from '../zone.ts';
import { Sign } from './sign.tsx';
import classes from './urgent-banner.module.css';

const SHOWN = 2;

export function AlertBanner({ screens }: { screens: readonly ScreenName[] }) {
  const { t } = useTranslation();
  const isFirstPage = useLocation({ select: ({ pathname }) => pathname === '/' });
  const open = useQuery(alertsQuery).data?.open ?? [];
  if (open.length === 0 || isFirstPage) return null;
  const sentences = open.slice(0, SHOWN).map(({ kind, screenId, since }) => {
    const screen = screens.find(({ id }) => id === screenId);
    const time = screen === undefined ? '' : timeText(since, screen.zone);
    return t(`alerts.open_${kind}`, { screen: screen?.name ?? screenId, time });
  });
  const rest = open.length - SHOWN;
  return (
    <div className={`${classes.banner} vx-ground-warn`} role="status">
      <Link to="/" className={classes.act}>
        <Sign name="warn" />
        <span>
          <strong>{t('alerts.count', { count: open.length })}</strong> {sentences.join(' ')}
          {rest > 0 && ` ${t('alerts.rest', { count: rest })}`}
        </span>
      </Link>
    </div>
  );
}
