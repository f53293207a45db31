// What was shown: hours, plays and the play log itself, as the ledger has them.

import { CodedError } from '../../content/model/errors.ts';
import { DAY_MS, HOUR_MS, type Instant, type Interval } from '../../content/model/instant.ts';
import type { Library } from '../library/library.ts';
import type { Playlog } from '../playlog/playlog.ts';
import type { Handlers } from './mount.ts';

/** More than a month and its neighbours is a report's work, made in a worker, and not this loop's, which ingest waits for. */
const MAX_HOURS_MS = 63 * DAY_MS;
const MIME = { csv: 'text/csv; charset=utf-8', jsonl: 'application/x-ndjson; charset=utf-8' } as const;

type AuditRoutes = 'readHours' | 'readPlays' | 'downloadPlayLog';

export function auditHandlers({ screens }: Library, playlog: Playlog): Pick<Handlers, AuditRoutes> {
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
      // A table judges hour by hour, on this very loop; the lines are given out as they lie.
      const isTable = format === 'csv';
      const period = { from: query.from ?? (isTable ? to - MAX_HOURS_MS : 0), to };
      requireForward(period);
      if (isTable && to - period.from > MAX_HOURS_MS) {
        throw new CodedError('BAD_REQUEST', 'Khoảng thời gian quá dài. Hãy đặt tệp trên trang Kết quả phát.');
      }
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
