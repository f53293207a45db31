// What the verifier answers, in Vietnamese and English: untouched or the first bad place, what was counted anew, which
// claims rest on which key, and what it does not prove.

import type { Manifest } from './formats.ts';
import type { Fault, Faults, Said } from './platform.ts';
import type { RecountResult } from './recount.ts';

export interface Claim {
  readonly keyId: string;
  readonly said: Said;
}

export interface Verdict {
  readonly ok: boolean;
  /** The innermost place that is wrong; null when nothing is. */
  readonly first: Fault | null;
  readonly faults: readonly Fault[];
  readonly faultCount: number;
  readonly code: string | null;
  readonly lines: readonly Said[];
}

interface Findings {
  readonly faults: Faults;
  readonly claims: readonly Claim[];
  readonly notes: readonly Said[];
  readonly recounts: readonly (RecountResult & { readonly screen: string; readonly name: string })[];
  readonly manifest: Manifest | null;
}

/** A line in a file says more than a file, a file more than the archive around it. */
function depthOf({ place }: Fault): number {
  return /:\d+$/.test(place) ? 0 : place === '(zip)' ? 2 : 1;
}

export function verdictOf({ faults, claims, notes, recounts, manifest }: Findings): Verdict {
  const sorted = faults.list.toSorted((a, b) => depthOf(a) - depthOf(b));
  const [first = null] = sorted;
  const ok = faults.count === 0;
  const lines: Said[] = [];
  if (ok)
    lines.push({
      vi: 'KHÔNG BỊ SỬA: mọi dòng, mọi chữ ký và mọi con số đều khớp.',
      en: 'UNTOUCHED: every line, signature and number is as it must be.',
    });
  else if (first !== null) {
    lines.push({
      vi: `ĐÃ BỊ SỬA HOẶC HỎNG tại ${first.place}: ${first.said.vi} (${faults.count} chỗ sai)`,
      en: `CHANGED OR DAMAGED at ${first.place}: ${first.said.en} (${faults.count} faults)`,
    });
  }
  if (manifest !== null) {
    const { fromDate, untilDate } = manifest.period;
    lines.push({ vi: `Kỳ: ${fromDate} đến ${untilDate}`, en: `Period: ${fromDate} to ${untilDate}` });
    lines.push({ vi: `Mã gói: ${manifest.code}`, en: `Bundle code: ${manifest.code}` });
  }
  for (const { name, hours, hoursPlanned, due, shown, madeGood } of recounts) {
    lines.push({
      vi: `${name}: tính lại ${hours} giờ từ bản ghi: phải phát ${due}, đúng giờ ${shown}, phát bù ${madeGood}. Giờ dự kiến được tính lại ở ${hoursPlanned} giờ; ở ${hours - hoursPlanned} giờ khác lấy từ bản ghi.`,
      en: `${name}: ${hours} hours recounted from the records: due ${due}, shown ${shown}, made good ${madeGood}. Planned starts were computed anew in ${hoursPlanned} hours and taken from the records in ${hours - hoursPlanned}.`,
    });
  }
  for (const { keyId, said } of claims) {
    lines.push({ vi: `Theo khóa ${keyId}: ${said.vi}`, en: `By key ${keyId}: ${said.en}` });
  }
  lines.push(...notes, {
    vi: 'Chứng minh hình đã gửi tới LED, không chứng minh đèn đã sáng. Nguyên nhân thiếu không được tính lại. Mã xác thực hệ thống, không thay chữ ký số.',
    en: 'Proves the output sent to the LED, not that the lamps shone. Reasons of missing showings are not recomputed. A code of the system, not a legal signature.',
  });
  return { ok, first, faults: sorted, faultCount: faults.count, code: manifest?.code ?? null, lines };
}
