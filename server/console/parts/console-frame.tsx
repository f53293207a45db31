// What stands around every page: header, navigation, the banner of a lost line, and the landmark that holds the page.

import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../live.ts';
import { type PageEntry, PAGES } from '../navigation.ts';
import { hasRole, mayOrderUrgent, usePerson } from '../person.ts';
import { itemsQuery, useScreenNames } from '../queries.ts';
import { HOME_ZONE } from '../zone.ts';
import classes from './console-frame.module.css';
import { AlertBanner } from './alert-banner.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { PageHeader } from './page-header.tsx';
import { Sign } from './sign.tsx';
import { Tour } from './start/tour.tsx';
import { TourContext } from './start/tour-state.ts';
import { UndoPlace } from './undo-place.tsx';
import { UrgentBanner } from './urgent-banner.tsx';

export function ConsoleFrame() {
  const { t } = useTranslation();
  const person = usePerson();
  const live = useLive();
  const screens = useScreenNames();
  const [first] = screens;
  const waiting = (useQuery(itemsQuery).data ?? []).filter(({ state }) => state === 'pending').length;
  const pages = PAGES.filter(
    ({ to, roles }) =>
      (roles === undefined || hasRole(person, roles)) && !(to === '/tin-khan' && mayOrderUrgent(person)),
  );
  const rare = pages.filter(({ isRare }) => isRare);
  const [stop, setStop] = useState<number | null>(null);
  const tour = useMemo(
    () => ({ stop, start: () => setStop(0), go: setStop, end: () => setStop(null) }),
    [stop],
  );
  return (
    <TourContext value={tour}>
      <a className="vx-skip" href="#noi-dung" onClick={skipToContent}>
        {t('app.skip')}
      </a>
      <PageHeader person={person} organisation={first?.organisation} live={live} />
      <nav className={classes.bar} aria-label={t('app.navigation')}>
        <ul className={classes.pages}>
          {pages.map(({ to, words, isRare }) => (
            <li key={to} className={isRare ? classes.rare : undefined}>
              <Link
                to={to}
                className={`${classes.link} ${to === '/tin-khan' ? 'vx-bad' : ''}`}
                activeProps={{ 'aria-current': 'page' }}
              >
                {t(words)}
                {to === '/duyet' && waiting > 0 && (
                  <span className={classes.count}>
                    {waiting}
                    <VisuallyHidden> {t('nav.waiting')}</VisuallyHidden>
                  </span>
                )}
              </Link>
            </li>
          ))}
          {rare.length > 0 && (
            <li className={classes.more}>
              <RarePages pages={rare} />
            </li>
          )}
        </ul>
      </nav>
      <OfflineBanner live={live} zone={first?.zone ?? HOME_ZONE} />
      <AlertBanner screens={screens} />
      <UrgentBanner zone={first?.zone ?? HOME_ZONE} />
      <UndoPlace />
      <main className={classes.main} id="noi-dung" tabIndex={-1}>
        <Outlet />
      </main>
      <Tour />
    </TourContext>
  );
}

/** The pages that have no room in the line. */
function RarePages({ pages }: { pages: readonly PageEntry[] }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const isHere = pages.some(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
  return (
    <Menu position="bottom-end" shadow="md" withinPortal withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton className={classes.link} data-here={isHere || undefined}>
          {t('app.morePages')} <Sign name="open" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {pages.map(({ to, words }) => (
          <Menu.Item key={to} component={Link} to={to} activeProps={{ 'aria-current': 'page' }}>
            {t(words)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function skipToContent(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#noi-dung')?.focus();
}
