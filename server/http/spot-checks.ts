// Kiểm tra tại chỗ: the next fifteen minutes of a screen second by second on a phone, and afterwards the records beside
// them, to be printed and signed. Static HTML that loads itself anew; it needs no account and no script.

import { randomBytes } from 'node:crypto';
import { CodedError } from '../../content/model/errors.ts';
import {
  clockHoursBetween,
  type Instant,
  type Interval,
  MINUTE_MS,
  HOUR_MS,
} from '../../content/model/instant.ts';
import type { Segment } from '../../content/model/slot.ts';
import { segmentsOf } from '../../content/model/segments.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import type { Library } from '../library/library.ts';
import { type DetailRow, detailRowsOf } from '../playlog/detail-row.ts';
import { LedgerReader } from '../playlog/ledger-view.ts';
import { localTimeText, timeOfDay } from '../playlog/local-text.ts';
import type { Playlog } from '../playlog/playlog.ts';
import { PROOF_SENTENCE } from '../playlog/wording.ts';
import { sha256Hex } from '../store/digest.ts';
import type { Handlers } from './mount.ts';

/** How long somebody watches, and how long the page can still be opened and printed. */
const WATCH_MS = 15 * MINUTE_MS;
const KEPT_MS = 24 * HOUR_MS;
const MOST_LINKS = 100;
const SAME_START_MS = 1_000;

type SpotCheckRoutes = 'issueSpotCheck' | 'openSpotCheck' | 'styleSpotCheck';

interface SpotCheck extends Interval {
  readonly screenId: string;
  readonly issuedBy: string;
}

export function spotCheckHandlers({ screens }: Library, playlog: Playlog): Pick<Handlers, SpotCheckRoutes> {
  const links = new Map<string, SpotCheck>();
  const forget = (at: Instant) => {
    for (const [token, { to }] of links)
      if (to + KEPT_MS < at || links.size >= MOST_LINKS) links.delete(token);
  };
  return {
    issueSpotCheck({ params, person, at }) {
      screens.require(params.screenId);
      forget(at);
      const token = randomBytes(16).toString('hex');
      const period = { from: at, to: at + WATCH_MS };
      links.set(token, { ...period, screenId: params.screenId, issuedBy: person.name });
      return { path: `/tai-cho/${token}`, ...period, expiresAt: period.to + KEPT_MS };
    },
    async openSpotCheck({ params, at }) {
      forget(at);
      const check = links.get(params.token);
      if (check === undefined)
        throw new CodedError('NOT_FOUND', 'Liên kết này đã hết hạn. Hãy xin liên kết mới.');
      const reader = new LedgerReader(await playlog.viewOf(check.screenId), sha256Hex);
      const content = Buffer.from(pageOf(check, await rowsOf(check, reader, at), reader, at));
      return { mime: 'text/html; charset=utf-8', keep: 'never', content };
    },
    styleSpotCheck: () => ({ mime: 'text/css; charset=utf-8', keep: 'never', content: Buffer.from(STYLE) }),
  };
}

interface CheckRow {
  readonly planned: Segment;
  readonly title: string;
  /** What the player wrote; undefined while nothing has arrived. */
  readonly record: DetailRow | undefined;
}

async function rowsOf(check: SpotCheck, reader: LedgerReader, now: Instant): Promise<CheckRow[]> {
  const records: DetailRow[] = [];
  for await (const viewed of reader.hours(check, now)) {
    records.push(...detailRowsOf(reader, viewed, { playlistIds: [], itemIds: [] }));
  }
  const { programmes, rules } = reader;
  const rows: CheckRow[] = [];
  for (const hour of clockHoursBetween(rules, check.from, check.to)) {
    for (const planned of segmentsOf(programmes, hour, planHour(programmes, hour))) {
      if (planned.to <= check.from || planned.from >= check.to || planned.role === 'closed') continue;
      const programme = programmes.find(({ number }) => number === planned.programme);
      const itemId = planned.role === 'idle' ? programme?.idle.id : planned.itemId;
      const item = [...(programme?.items ?? []), programme?.idle].find((one) => one?.id === itemId);
      const title = item?.title ?? '';
      const record = records.find(
        (one) => one.title === title && Math.abs(one.plannedAt - planned.from) < SAME_START_MS,
      );
      rows.push({ planned, title, record });
    }
  }
  return rows;
}

const STYLE = `body { margin: 0 auto; max-width: 46rem; padding: 1rem; font: 1rem/1.45 'Be Vietnam Pro', 'Segoe UI', Arial, sans-serif; color: #14202c; }
h1 { font-size: 1.3rem; margin: 0; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 0.35rem 0.3rem; border-bottom: 1px solid #cfd7df; vertical-align: top; }
tr.now { background: #fff3c9; font-weight: 600; }
tr.slot td:nth-child(2) { font-weight: 600; }
.signs { display: flex; justify-content: space-between; margin-top: 3rem; }
@media screen { .paper { display: none; } }
@media print { .screen { display: none; } body { max-width: none; } }`;

function pageOf(
  check: SpotCheck,
  rows: readonly CheckRow[],
  { rules, view }: LedgerReader,
  now: Instant,
): string {
  const isOver = now > check.to + 2 * MINUTE_MS;
  const refresh = isOver ? '' : '<meta http-equiv="refresh" content="3">';
  const lines = rows.map(({ planned, title, record }) => {
    const isNow = now >= planned.from && now < planned.to;
    const classes = [isNow ? 'now' : '', planned.role].filter((one) => one !== '').join(' ');
    const seconds = Math.round((planned.to - planned.from) / 1_000);
    return `<tr class="${classes}"><td>${timeOfDay(rules, planned.from)}</td><td>${escaped(title)}</td><td>${seconds} giây</td><td>${recordText(record)}</td><td class="paper">[&nbsp;&nbsp;]</td></tr>`;
  });
  return `<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${refresh}<title>Kiểm tra tại chỗ: ${escaped(view.screenName)}</title><link rel="stylesheet" href="/tai-cho.css"></head>
<body>
<h1><span class="paper">BIÊN BẢN </span>Kiểm tra tại chỗ</h1>
<p>${escaped(view.screenName)}. Từ ${localTimeText(rules, check.from)} đến ${timeOfDay(rules, check.to)}. Người cấp liên kết: ${escaped(check.issuedBy)}.</p>
<p class="screen">Bây giờ là <strong>${timeOfDay(rules, now)}</strong> theo máy chủ. ${isOver ? 'Đã hết giờ kiểm tra: in trang này làm biên bản.' : 'Trang tự cập nhật; khi hết 15 phút hãy in làm biên bản.'}</p>
<table><thead><tr><th>Giờ dự kiến</th><th>Nội dung</th><th>Thời lượng</th><th>Máy đã ghi</th><th class="paper">Mắt thấy</th></tr></thead><tbody>
${lines.join('\n')}
</tbody></table>
<p>${PROOF_SENTENCE}</p>
<div class="paper"><div class="signs"><span>NGƯỜI KIỂM TRA</span><span>NGƯỜI QUẢN LÝ MÀN HÌNH</span></div></div>
</body>
</html>
`;

  function recordText(record: DetailRow | undefined): string {
    if (record === undefined) return now > check.from ? 'chưa có số liệu' : '';
    const at = record.at === null ? 'không rõ giờ' : timeOfDay(rules, record.at);
    const verdict = record.counts === null ? 'nội dung xen' : record.counts ? 'được tính' : 'không tính';
    const why = record.why === '' ? '' : `: ${record.why}`;
    return escaped(`${at}, ${Math.round(record.shownMs / 1_000)} giây, ${verdict}${why}`);
  }
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
