// What the simulated screens show: like the seed programme, three guaranteed items ten times an hour, 10 s each, and
// filler of 30 s around them, 05:00 to 22:00 in Asia/Ho_Chi_Minh.

import { hash } from 'node:crypto';
import { canonicalJson } from '../../content/model/canonical.ts';
import { type Instant, zoneRulesOf, type ZoneRules } from '../../content/model/instant.ts';
import { Programme, type ProgrammeItem, type SignedProgramme } from '../../content/model/programme.ts';

/** 2026-01-05 00:00, a Monday, in the zone of the screens. */
export const START_AT: Instant = 1_767_546_000_000;
export const ZONE_RULES: ZoneRules = zoneRulesOf('Asia/Ho_Chi_Minh', START_AT);

export const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'hex');

const DAILY = { days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 300, untilMinute: 1_320 };
const ALWAYS = { fromDate: null, untilDate: null, hours: [{ ...DAILY, fromMinute: 0, untilMinute: 1_440 }] };

function itemOf(id: string, title: string, text: string, durationMs: number): ProgrammeItem {
  const picture = {
    sha256: sha256(`picture ${id}`),
    bytes: 20_000,
    mime: 'image/png',
    widthPx: 640,
    heightPx: 384,
  } as const;
  const rendition = {
    widthPx: 640,
    heightPx: 384,
    picture,
    pixelsSha256: sha256(`pixels ${id}`),
    capHeightPx: 40,
  };
  return { id, version: 1, kind: 'slogan', category: 'propaganda', title, text, durationMs, rendition };
}

const ITEMS = [
  itemOf(
    'cchc-1',
    'Khẩu hiệu cải cách hành chính 1',
    'Đẩy mạnh cải cách hành chính, nâng cao chất lượng phục vụ nhân dân.',
    10_000,
  ),
  itemOf(
    'cchc-2',
    'Khẩu hiệu cải cách hành chính 2',
    'Cán bộ, công chức tận tụy, chuyên nghiệp, vì nhân dân phục vụ.',
    10_000,
  ),
  itemOf('dvc', 'Dịch vụ công trực tuyến', 'Nộp hồ sơ trực tuyến tại dichvucong.gov.vn', 10_000),
  itemOf('xen-1', 'Ngày giờ', 'Thứ Hai, ngày 5 tháng 1', 30_000),
  itemOf('xen-2', 'Tên đơn vị', 'Ủy ban nhân dân thành phố Ngã Bảy', 30_000),
  itemOf('xen-3', 'Mô hình 1', 'Ngày thứ Sáu không hẹn', 30_000),
];

/** The programme of a screen; later numbers promise the same, so a player that lacks one still keeps the promise. */
export function cityProgramme(screenId: string, number: number, effectiveFrom: Instant): SignedProgramme {
  const programme = Programme.parse({
    v: 1,
    number,
    issuedAt: effectiveFrom,
    effectiveFrom,
    screen: {
      id: screenId,
      name: 'Màn hình LED vòng xoay trung tâm',
      widthPx: 640,
      heightPx: 384,
      offsetXPx: 0,
      offsetYPx: 0,
      zone: ZONE_RULES.zone,
      openingHours: [DAILY],
      pitchUm: 10_000,
      viewingDistanceM: 40,
      policy: { motion: false, sequences: false },
      floors: [],
    },
    zoneRules: ZONE_RULES,
    items: ITEMS,
    playlists: [
      {
        id: 'cchc',
        name: 'Tuyên truyền cải cách hành chính',
        category: 'propaganda',
        itemIds: ['cchc-1', 'cchc-2', 'dvc'],
        guarantee: { showingsPerHour: 10, scope: 'per_item', placement: 'spread' },
        activity: ALWAYS,
      },
      {
        id: 'xen',
        name: 'Nội dung xen',
        category: 'announcement',
        itemIds: ['xen-1', 'xen-2', 'xen-3'],
        guarantee: null,
        activity: ALWAYS,
      },
    ],
    idle: itemOf('the-cho', 'Thẻ chờ', 'Ủy ban nhân dân thành phố Ngã Bảy', 30_000),
  });
  return { programme, sha256: sha256(canonicalJson(programme)), keyId: '0'.repeat(16), signature: 'AA==' };
}
