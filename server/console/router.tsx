// Which page stands at which address. Each page is a file of its own in the build, fetched when it is first opened.

import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { ConsoleFrame } from './parts/console-frame.tsx';
import { ProblemNotice } from './parts/problem-notice.tsx';
import { UnknownPage } from './pages/unknown-page.tsx';

const root = createRootRoute({ component: ConsoleFrame, notFoundComponent: UnknownPage });

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  /** Which screen of several is looked at. */
  validateSearch: ({ mh }: Record<string, unknown>): { mh?: string } =>
    typeof mh === 'string' ? { mh } : {},
  component: lazyRouteComponent(() => import('./pages/overview-page.tsx'), 'OverviewPage'),
});

const playlists = createRoute({
  getParentRoute: () => root,
  path: '/danh-sach-phat',
  /** Which playlist is open, so that a link may lead to one. */
  validateSearch: ({ ds }: Record<string, unknown>): { ds?: string } =>
    typeof ds === 'string' ? { ds } : {},
  component: lazyRouteComponent(() => import('./pages/playlists-page.tsx'), 'PlaylistsPage'),
});

const calendar = createRoute({
  getParentRoute: () => root,
  path: '/lich',
  component: lazyRouteComponent(() => import('./pages/calendar-page.tsx'), 'CalendarPage'),
});

const items = createRoute({
  getParentRoute: () => root,
  path: '/noi-dung',
  component: lazyRouteComponent(() => import('./pages/items-page.tsx'), 'ItemsPage'),
});

const newItem = createRoute({
  getParentRoute: () => root,
  path: '/noi-dung/moi',
  /** What it is for, so that a link may ask for a notice. */
  validateSearch: ({ dung }: Record<string, unknown>): { dung?: 'tin-khan' } =>
    dung === 'tin-khan' ? { dung } : {},
  component: lazyRouteComponent(() => import('./pages/item-page.tsx'), 'NewItemPage'),
});

const trash = createRoute({
  getParentRoute: () => root,
  path: '/noi-dung/thung-rac',
  component: lazyRouteComponent(() => import('./pages/trash-page.tsx'), 'TrashPage'),
});

const item = createRoute({
  getParentRoute: () => root,
  path: '/noi-dung/$itemId',
  component: lazyRouteComponent(() => import('./pages/item-page.tsx'), 'ItemPage'),
});

const approvalForm = createRoute({
  getParentRoute: () => root,
  path: '/phieu-duyet/$itemId/$version',
  component: lazyRouteComponent(() => import('./pages/approval-form-page.tsx'), 'ApprovalFormPage'),
});

const approvals = createRoute({
  getParentRoute: () => root,
  path: '/duyet',
  /** Which item a link was sent about. */
  validateSearch: ({ nd }: Record<string, unknown>): { nd?: string } =>
    typeof nd === 'string' ? { nd } : {},
  component: lazyRouteComponent(() => import('./pages/approvals-page.tsx'), 'ApprovalsPage'),
});

const urgent = createRoute({
  getParentRoute: () => root,
  path: '/tin-khan',
  component: lazyRouteComponent(() => import('./pages/urgent-page.tsx'), 'UrgentPage'),
});

const handover = createRoute({
  getParentRoute: () => root,
  path: '/ban-giao',
  component: lazyRouteComponent(() => import('./pages/handover-page.tsx'), 'HandoverPage'),
});

const account = createRoute({
  getParentRoute: () => root,
  path: '/tai-khoan',
  component: lazyRouteComponent(() => import('./pages/account-page.tsx'), 'AccountPage'),
});

const people = createRoute({
  getParentRoute: () => root,
  path: '/nguoi-dung',
  component: lazyRouteComponent(() => import('./pages/people-page.tsx'), 'PeoplePage'),
});

const trail = createRoute({
  getParentRoute: () => root,
  path: '/nhat-ky',
  component: lazyRouteComponent(() => import('./pages/trail-page.tsx'), 'TrailPage'),
});

const screens = createRoute({
  getParentRoute: () => root,
  path: '/man-hinh',
  component: lazyRouteComponent(() => import('./pages/screens-page.tsx'), 'ScreensPage'),
});

const results = createRoute({
  getParentRoute: () => root,
  path: '/ket-qua-phat',
  /** A screen and the start of an hour to open, so that a strip of hours may lead to one. */
  validateSearch: ({ mh, gio }: Record<string, unknown>): { mh?: string; gio?: number } =>
    typeof mh === 'string' && typeof gio === 'number' && Number.isSafeInteger(gio) ? { mh, gio } : {},
  component: lazyRouteComponent(() => import('./pages/results-page.tsx'), 'ResultsPage'),
});

const evidence = createRoute({
  getParentRoute: () => root,
  path: '/bang-chung',
  component: lazyRouteComponent(() => import('./pages/evidence-page.tsx'), 'EvidencePage'),
});

const files = createRoute({
  getParentRoute: () => root,
  path: '/kho-tep',
  component: lazyRouteComponent(() => import('./pages/files-page.tsx'), 'FilesPage'),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: '/cai-dat',
  component: lazyRouteComponent(() => import('./pages/settings-page.tsx'), 'SettingsPage'),
});

const start = createRoute({
  getParentRoute: () => root,
  path: '/bat-dau',
  component: lazyRouteComponent(() => import('./pages/start-page.tsx'), 'StartPage'),
});

function PageFault({ error, reset }: ErrorComponentProps) {
  return <ProblemNotice problem={error} onRetry={reset} />;
}

export function makeRouter() {
  return createRouter({
    routeTree: root.addChildren([
      overview,
      items,
      newItem,
      trash,
      item,
      approvalForm,
      playlists,
      calendar,
      files,
      approvals,
      urgent,
      screens,
      results,
      evidence,
      handover,
      account,
      people,
      trail,
      settings,
      start,
    ]),
    defaultErrorComponent: PageFault,
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
