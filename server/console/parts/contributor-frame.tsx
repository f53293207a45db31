// What stands around the pages of a contributor: the header, the way back to what was sent in, and the page itself.

import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useLive } from '../live.ts';
import { usePerson } from '../person.ts';
import { HOME_ZONE } from '../zone.ts';
import classes from './console-frame.module.css';
import { OfflineBanner } from './offline-banner.tsx';
import { PageHeader } from './page-header.tsx';
import { UndoPlace } from './undo-place.tsx';

export function ContributorFrame() {
  const { t } = useTranslation();
  const person = usePerson();
  const live = useLive();
  return (
    <>
      <a className="vx-skip" href="#noi-dung">
        {t('app.skip')}
      </a>
      <PageHeader person={person} organisation={t('role.contributor')} live={live} />
      <OfflineBanner live={live} zone={HOME_ZONE} />
      <UndoPlace />
      <main className={classes.main} id="noi-dung" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  );
}
