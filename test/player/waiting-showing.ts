// A showing of filler as long as real ones are, for what has to hold a month of them. Runs in Node and in the browser.

import { HOUR_MS, type Instant } from '../../content/model/instant.ts';
import type { RecordDraft } from '../../content/model/play.ts';

export const SHOWING_MS = 10_000;
export const CLOCK = { state: 'synced', offsetMs: 12, uncertaintyMs: 40 } as const;

export function waitingShowing(
  index: number,
  startAt: Instant,
  sha256: (text: string) => string,
): RecordDraft {
  const at = startAt + index * SHOWING_MS;
  return {
    at,
    monoMs: index * SHOWING_MS,
    clock: CLOCK,
    type: 'play',
    role: 'filler',
    programme: 1,
    programmeSha256: sha256('programme'),
    hourFrom: at - (at % HOUR_MS),
    slot: null,
    attempt: 0,
    playlist: 'noi-dung-xen',
    item: `xen-${index % 9}`,
    version: 1,
    title: 'Nộp hồ sơ trực tuyến, không phải đi lại',
    text: 'Cải cách hành chính vì sự hài lòng của người dân và doanh nghiệp',
    asset: sha256(`asset ${index % 9}`),
    pixels: sha256(`pixels ${index % 9}`),
    plannedAt: at,
    plannedMs: SHOWING_MS,
    shownMs: SHOWING_MS,
    visibleMs: SHOWING_MS,
    frames: 600,
    coveredMs: 0,
    end: 'completed',
  };
}
