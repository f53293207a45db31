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
  component: lazyRouteComponent(() => import('./pages/overview-page.tsx'), 'OverviewPage'),
});

const playlists = createRoute({
  getParentRoute: () => root,
  path: '/danh-sach-phat',
  component: lazyRouteComponent(() => import('./pages/playlists-page.tsx'), 'PlaylistsPage'),
});

function PageFault({ error, reset }: ErrorComponentProps) {
  return <ProblemNotice problem={error} onRetry={reset} />;
}

export function makeRouter() {
  return createRouter({
    routeTree: root.addChildren([overview, playlists]),
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
