// The console of other departments: what they sent in and what became of it, and the page to write on. Nothing else is there
// for them, and nothing else is asked of the server.

import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { ContributorFrame } from './parts/contributor-frame.tsx';
import { UnknownPage } from './pages/unknown-page.tsx';

const root = createRootRoute({ component: ContributorFrame, notFoundComponent: UnknownPage });
const items = () => import('./pages/items-page.tsx');
const item = () => import('./pages/item-page.tsx');

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: lazyRouteComponent(items, 'ItemsPage') }),
  createRoute({
    getParentRoute: () => root,
    path: '/noi-dung',
    component: lazyRouteComponent(items, 'ItemsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/noi-dung/moi',
    component: lazyRouteComponent(item, 'NewItemPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/noi-dung/$itemId',
    component: lazyRouteComponent(item, 'ItemPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/phieu-duyet/$itemId/$version',
    component: lazyRouteComponent(() => import('./pages/approval-form-page.tsx'), 'ApprovalFormPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/tai-khoan',
    component: lazyRouteComponent(() => import('./pages/account-page.tsx'), 'AccountPage'),
  }),
];

export function makeContributorRouter() {
  return createRouter({ routeTree: root.addChildren(routes), scrollRestoration: true });
}
