// What was shown: hours, plays and the play log itself, as the ledger has them.

import type { PlayView } from '../../content/model/api.ts';
import { CodedError } from '../../content/model/errors.ts';
import type { HourAccount } from '../../content/model/hour-account.ts';
import { DAY_MS, HOUR_MS, type Instant, type Interval } from '../../content/model/instant.ts';
import type { Library } from '../library/library.ts';
import type { Handlers } from './mount.ts';

/** More hours than a month and its neighbours are a report's work, not a page's. */
const MAX_HOURS_MS = 63 * DAY_MS;
const MIME = { csv: 'text/csv; charset=utf-8', jsonl: 'application/x-ndjson; charset=utf-8' } as const;

/** What the pages read of the play log. */
export interface PlaylogReader {
  accounts(screenId: string, within: Interval, now: Instant): Promise<HourAccount[]> | HourAccount[];
  recentPlays(screenId: string, limit: number): Promise<PlayView[]> | PlayView[];
  exportRows(screenId: string, within: Interval, format: 'csv' | 'jsonl'): AsyncIterable<string>;
}

type AuditRoutes = 'readHours' | 'readPlays' | 'downloadPlayLog';

export function auditHandlers(library: Library, playlog: PlaylogReader): Pick<Handlers, AuditRoutes> {
  const requireScreen = (screenId: string) => {
    if (!library.documents.data.screens.some((screen) => screen.id === screenId)) {
      throw new CodedError('NOT_FOUND');
    }
  };
  return {
    readHours({ params, query, at }) {
      requireScreen(params.screenId);
      const period = periodOf(query, at);
      if (period.to - period.from > MAX_HOURS_MS) {
        throw new CodedError('BAD_REQUEST', 'Khoảng thời gian quá dài. Hãy chọn tối đa hai tháng.');
      }
      return playlog.accounts(params.screenId, period, at);
    },
    readPlays({ params, query }) {
      requireScreen(params.screenId);
      return playlog.recentPlays(params.screenId, query.limit);
    },
    downloadPlayLog({ params, query, at }) {
      requireScreen(params.screenId);
      const { screenId, format } = params;
      const period = { from: query.from ?? 0, to: query.to ?? at + HOUR_MS };
      requireForward(period);
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
