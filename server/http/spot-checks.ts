// Kiểm tra tại chỗ: the next fifteen minutes of a screen second by second on a phone, and afterwards the records beside
// them, to be printed and signed. Static HTML that loads itself anew; it needs no account and no script.

import type { SPOT_CHECK_ROUTES } from '../../content/model/api/spot-checks.ts';
import { clockHoursBetween, type Instant, MINUTE_MS } from '../../content/model/instant.ts';
import type { Segment } from '../../content/model/slot.ts';
import { segmentsOf } from '../../content/model/segments.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import type { Library } from '../library/library.ts';
import { reaches } from '../library/reach.ts';
import type { SpotCheck } from '../library/spot-check-book.ts';
import { type DetailRow, detailRowsOf } from '../playlog/detail-row.ts';
import { LedgerReader } from '../playlog/ledger-view.ts';
import { localTimeText, timeOfDay } from '../playlog/local-text.ts';
import type { Playlog } from '../playlog/playlog.ts';
import { PROOF_SENTENCE } from '../playlog/wording.ts';
import { sha256Hex } from '../store/digest.ts';
import { escapeHtml } from './html.ts';
import type { FileReply, Handlers } from './mount.ts';

const SAME_START_MS = 1_000;

export function spotCheckHandlers(
  { screens, spotChecks }: Library,
  playlog: Playlog,
): Pick<Handlers, keyof typeof SPOT_CHECK_ROUTES> {
  const pageAt = async (check: SpotCheck, at: Instant): Promise<FileReply> => {
    const reader = new LedgerReader(await playlog.viewOf(check.screenId), sha256Hex);
    const content = Buffer.from(pageOf(check, await rowsOf(check, reader, at), reader, at));
    return { mime: 'text/html; charset=utf-8', keep: 'never', content };
  };
  return {
    async issueSpotCheck({ params, person, at, note }) {
      screens.require(params.screenId);
      const { token, view } = await spotChecks.issue(params.screenId, person, at);
      note({ after: view });
      return { ...view, path: `/tai-cho/${token}` };
    },
    listSpotChecks: ({ person, at }) =>
      spotChecks.list(at).filter(({ screenId }) => reaches(person, screenId)),
    async revokeSpotCheck({ params, at }) {
      screens.require(params.screenId);
      return spotChecks.revoke(params.screenId, params.spotCheckId, at);
    },
    readSpotCheck: ({ params, at }) => pageAt(spotChecks.require(params.screenId, params.spotCheckId), at),
    openSpotCheck: ({ params, at }) => pageAt(spotChecks.open(params.token, at), at),
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
    return `<tr class="${classes}"><td>${timeOfDay(rules, planned.from)}</td><td>${escapeHtml(title)}</td><td>${seconds} giây</td><td>${recordText(record)}</td><td class="paper">[&nbsp;&nbsp;]</td></tr>`;
  });
  return `<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${refresh}<title>Kiểm tra tại chỗ: ${escapeHtml(view.screenName)}</title><link rel="stylesheet" href="/tai-cho.css"></head>
<body>
<h1><span class="paper">BIÊN BẢN </span>Kiểm tra tại chỗ</h1>
<p>${escapeHtml(view.screenName)}. Từ ${localTimeText(rules, check.from)} đến ${timeOfDay(rules, check.to)}. Người cấp liên kết: ${escapeHtml(check.issuedBy)}.</p>
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
    return escapeHtml(`${at}, ${Math.round(record.shownMs / 1_000)} giây, ${verdict}${why}`);
  }
}
