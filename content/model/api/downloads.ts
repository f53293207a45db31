// Entries for what an auditor takes away: ordered, made beside the server, fetched when ready. Each order and each fetch
// stands in the audit trail.

import { z } from 'zod';
import type { Role, RouteDeclaration } from '../api.ts';
import { DownloadJob, DownloadOrder } from '../download.ts';
import { Id } from '../item.ts';

const takers: readonly Role[] = ['auditor', 'admin', 'operator'];
const OfDownload = z.strictObject({ downloadId: Id });

export const DOWNLOAD_ROUTES = {
  orderDownload: {
    method: 'post',
    path: '/api/downloads',
    audience: takers,
    body: DownloadOrder,
    reply: DownloadJob,
  },
  /** Newest first, of the person who asks. */
  listDownloads: { method: 'get', path: '/api/downloads', audience: takers, reply: z.array(DownloadJob) },
  readDownload: {
    method: 'get',
    path: '/api/downloads/:downloadId',
    audience: takers,
    params: OfDownload,
    reply: DownloadJob,
  },
  fetchDownload: {
    method: 'get',
    path: '/api/downloads/:downloadId/file',
    audience: takers,
    params: OfDownload,
    reply: null,
    audited: true,
  },
  /** The page that checks bundles off line; it holds nothing secret and trusts nobody. */
  fetchVerifier: { method: 'get', path: '/kiem-tra.html', audience: 'anyone', reply: null },
} as const satisfies Record<string, RouteDeclaration>;
