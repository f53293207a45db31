// The pages as people find them, in their order. The server decides who may do what; this only spares people pages that
// would refuse them.

import type { ParseKeys } from 'i18next';
import type { Role } from '../../content/model/api.ts';

export interface PageEntry {
  readonly to:
    | '/'
    | '/kho-tep'
    | '/noi-dung'
    | '/danh-sach-phat'
    | '/lich'
    | '/duyet'
    | '/tin-khan'
    | '/man-hinh'
    | '/ket-qua-phat'
    | '/bang-chung'
    | '/ban-giao'
    | '/nguoi-dung'
    | '/nhat-ky'
    | '/cai-dat';
  readonly words: ParseKeys;
  /** Who finds it; everybody, unless told. */
  readonly roles?: readonly Role[];
  /** Not of every day: behind one button where the window has no room for all in a line. */
  readonly isRare?: true;
}

export const PAGES: readonly PageEntry[] = [
  { to: '/', words: 'app.overview' },
  { to: '/noi-dung', words: 'desk.title' },
  { to: '/danh-sach-phat', words: 'playlists.title' },
  { to: '/lich', words: 'calendar.title' },
  { to: '/kho-tep', words: 'studio.page', roles: ['editor', 'approver', 'operator', 'admin'], isRare: true },
  { to: '/duyet', words: 'nav.approvals' },
  { to: '/tin-khan', words: 'urgent.title' },
  { to: '/man-hinh', words: 'screens.title' },
  { to: '/ket-qua-phat', words: 'results.title' },
  { to: '/bang-chung', words: 'evidence.title', isRare: true },
  { to: '/ban-giao', words: 'handover.title', roles: ['admin', 'auditor'], isRare: true },
  { to: '/nguoi-dung', words: 'people.title', roles: ['admin', 'auditor'], isRare: true },
  { to: '/nhat-ky', words: 'trail.title', roles: ['admin', 'auditor'], isRare: true },
  { to: '/cai-dat', words: 'settings.title', roles: ['operator', 'admin', 'auditor'], isRare: true },
];
