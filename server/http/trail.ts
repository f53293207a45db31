// Nhật ký thao tác as it leaves the server: a page at a time for people, whole for whoever checks its chain.

import type { AuditTrail } from '../library/audit-trail.ts';
import type { Handlers } from './mount.ts';

export function trailHandlers(audit: AuditTrail): Pick<Handlers, 'readAuditTrail' | 'downloadAuditTrail'> {
  return {
    readAuditTrail: ({ query }) => audit.newest(query.limit, query.before),
    downloadAuditTrail: () => ({
      mime: 'application/x-ndjson; charset=utf-8',
      fileName: 'nhat-ky-thao-tac.jsonl',
      keep: 'never',
      content: audit.lines(),
    }),
  };
}
