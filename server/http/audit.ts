// What was shown: hours, plays and the play log itself, as the ledger has them.

import { CodedError } from '../../content/model/errors.ts';
import { DAY_MS, HOUR_MS, type Instant, type Interval } from '../../content/model/instant.ts';
import type { Library } from '../library/library.ts';
import type { Playlog } from '../playlog/playlog.ts';
import type { Handlers } from './mount.ts';

/** More hours than a month and its neighbours are a report's work, not a page's. */
const MAX_HOURS_MS = 63 * DAY_MS;
const MIME = { csv: 'text/csv; charset=utf-8', jsonl: 'application/x-ndjson; charset=utf-8' } as const;

type AuditRoutes = 'readHours' | 'readPlays' | 'downloadPlayLog';

export function auditHandlers({ screens, archive }: Library, playlog: Playlog): Pick<Handlers, AuditRoutes> {
  return {
    readHours({ params, query, at }) {
      screens.require(params.screenId);
      const period = periodOf(query, at);
      if (period.to - period.from > MAX_HOURS_MS) {
        throw new CodedError('BAD_REQUEST', 'Khoảng thời gian quá dài. Hãy chọn tối đa hai tháng.');
      }
      return playlog.accounts(params.screenId, period, at);
    },
    readPlays({ params, query }) {
      screens.require(params.screenId);
      return playlog.recentPlays(params.screenId, query.limit);
    },
    downloadPlayLog({ params, query, at, note }) {
      screens.require(params.screenId);
      const { screenId, format } = params;
      const to = query.to ?? at + HOUR_MS;
      // The table goes hour by hour, so it begins where there can be something; the lines are given out whole.
      const first = format === 'csv' ? (archive.all(screenId)[0]?.programme.effectiveFrom ?? at) - DAY_MS : 0;
      const period = { from: Math.max(query.from ?? first, first), to };
      requireForward(period);
      note({ on: { ...params, from: String(period.from), to: String(period.to) } });
      return {
        mime: MIME[format],
        fileName: `luot-phat-${screenId}.${format}`,
        keep: 'never',
        content: playlog.exportRows(screenId, period, format),
      };
    },
  };
}

/** The last day, unless told. */
function periodOf(query: { from?: number | undefined; to?: number | undefined }, at: Instant): Interval {
  const to = query.to ?? at + HOUR_MS;
  const period = { from: query.from ?? to - DAY_MS, to };
  requireForward(period);
  return period;
}

function requireForward({ from, to }: Interval): void {
  if (from < to) return;
  throw new CodedError('BAD_REQUEST', 'Thời điểm bắt đầu phải trước thời điểm kết thúc.');
}
