// The words of the play log for people: Vietnamese, the same in every download.

import type { MissingReason } from '../../content/model/hour-account.ts';
import type { Category } from '../../content/model/item.ts';
import type { PlayEnd, PlayRole } from '../../content/model/play.ts';
import type { Failure } from '../../content/model/shortfall.ts';
import type { MissedCause } from '../../content/model/play.ts';

export const HEADINGS = [
  'Thời điểm (giờ địa phương)',
  'Thời điểm (ISO 8601)',
  'Màn hình',
  'Nội dung',
  'Phiên bản',
  'Lời văn',
  'Vai trò',
  'Lượt dự kiến',
  'Lần phát bù',
  'Giờ dự kiến',
  'Thời lượng dự kiến (ms)',
  'Thời lượng đã hiện (ms)',
  'Được tính (chứng minh hình gửi tới LED)',
  'Lý do',
  'Đồng hồ',
  'Sai số đồng hồ (ms)',
  'Bản lịch phát số',
  'Mã băm tệp',
  'Mã băm hình đã vẽ',
  'Mã băm bản ghi',
  'Mã khóa máy điều khiển',
  'Lần khởi động',
  'Số thứ tự',
] as const;

export const ROLE_WORDS: Record<PlayRole | 'missed', string> = {
  slot: 'lượt cam kết',
  make_good: 'phát bù',
  filler: 'nội dung xen',
  idle: 'thẻ chờ',
  missed: 'lượt không phát',
};

/** What became of a showing, for a reader. */
export type RowVerdict = Failure['verdict'] | 'counts' | 'extra';

export const VERDICT_WORDS: Record<RowVerdict, string> = {
  counts: '',
  failed: 'không vẽ được nội dung',
  interrupted: 'bị ngắt giữa chừng',
  cut: 'bị cắt ngắn',
  preempted: 'nhường tin khẩn hoặc nhường màn hình',
  clock: 'đồng hồ chưa tin cậy',
  off_time: 'lệch giờ dự kiến quá 0,5 giây',
  short: 'hiện chưa đủ thời lượng',
  hidden: 'trang bị ẩn',
  covered: 'bị cửa sổ khác che',
  no_frames: 'không có khung hình nào được vẽ',
  wrong_pixels: 'hình vẽ khác bản đã duyệt',
  outside_hours: 'ngoài giờ mở màn hình',
  not_in_programme: 'không có trong bản lịch phát có hiệu lực',
  conflict: 'trùng với lượt của máy khác',
  replayed: 'trùng với lượt trước do đồng hồ',
  declared_dark: 'màn hình LED được khai báo không sáng',
  too_near: 'quá gần lượt khác hoặc tràn khỏi giờ',
  extra: 'phát thêm, ngoài cam kết',
};

export const MISSED_WORDS: Record<MissedCause, string> = {
  not_running: 'máy không chạy',
  late: 'hiện chậm quá 0,5 giây',
  programme_not_received: 'chưa nhận đủ bản lịch phát',
  content_missing: 'thiếu nội dung',
  set_aside: 'nội dung lỗi nhiều lần, đã tạm bỏ',
  notice: 'nhường tin khẩn',
  yield: 'nhường màn hình',
  blackout: 'màn hình được lệnh tắt',
  clock: 'đồng hồ chưa tin cậy',
};

export const CLOCK_WORDS = {
  synced: 'đã đồng bộ',
  holdover: 'tự giữ giờ',
  unsynced: 'chưa tin cậy',
} as const;

/** Ends of a filler: it owes nothing, but a reader wants to know. */
export const END_WORDS: Record<PlayEnd, string> = {
  completed: '',
  cut: 'nhường lượt cam kết',
  interrupted: 'bị ngắt giữa chừng',
  failed: 'không vẽ được nội dung',
  preempted: 'nhường tin khẩn hoặc nhường màn hình',
};

export const REASON_WORDS: Record<MissingReason, string> = {
  not_running: 'máy không chạy',
  page_crash: 'trang phát bị lỗi',
  hidden: 'trang bị ẩn',
  covered: 'bị cửa sổ khác che',
  content_missing: 'thiếu hoặc lỗi nội dung',
  clock: 'đồng hồ chưa tin cậy',
  conflict: 'hai máy điều khiển cùng phát một lúc',
  late: 'máy bận hoặc treo, hiện chậm quá 0,5 giây',
  blackout: 'tắt hình theo lệnh',
  notice: 'nhường tin khẩn',
  yield: 'nhường màn hình',
  programme_not_received: 'chưa nhận bản lịch phát',
  journal_lost: 'mất nhật ký thiết bị',
  led_off: 'màn hình LED tắt (khai báo)',
  no_signal: 'màn hình LED không có tín hiệu (khai báo)',
  maintenance: 'bảo trì màn hình LED (khai báo)',
  suspended: 'tạm dừng theo văn bản (miễn)',
  unknown: 'chưa rõ nguyên nhân',
};

export const CATEGORY_WORDS: Record<Category, string> = {
  propaganda: 'Tuyên truyền',
  announcement: 'Thông báo',
  advertising: 'Quảng cáo',
};

export const DECLARATION_WORDS = {
  explanation: 'giải trình',
  suspension: 'tạm dừng theo văn bản số',
  screen_log: 'sổ đóng/mở LED',
  journal_lost: 'nhật ký thiết bị đã mất',
} as const;

/** Stands on every export. */
export const PROOF_SENTENCE =
  'Số liệu này chứng minh hình ảnh đã gửi tới màn hình LED (tín hiệu ra của máy điều khiển), không chứng minh đèn LED đã sáng. ' +
  'Lượt chưa có số liệu không được tính là đã phát.';
