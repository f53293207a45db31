// The closed list of error codes. Inside we throw CodedError; HTTP and sockets each turn it into a reply in one place.
// A code that is not in this list cannot leave the server: strangers see INTERNAL and a request id.

export const ERROR_CODES = {
  BAD_REQUEST: {
    status: 400,
    retryable: false,
    title: 'Dữ liệu gửi lên không đúng. Hãy kiểm tra lại rồi gửi lại.',
  },
  NOT_SIGNED_IN: { status: 401, retryable: false, title: 'Bạn chưa đăng nhập. Hãy đăng nhập rồi thử lại.' },
  WRONG_CREDENTIALS: { status: 401, retryable: false, title: 'Tên hoặc mật khẩu chưa đúng. Hãy nhập lại.' },
  PASSWORD_WEAK: {
    status: 422,
    retryable: false,
    title:
      'Mật khẩu này dễ bị đoán. Hãy dùng một câu dài từ 10 ký tự trở lên, không có tên bạn hay dãy số quen thuộc.',
  },
  FORBIDDEN: { status: 403, retryable: false, title: 'Tài khoản của bạn không có quyền làm việc này.' },
  NOT_FOUND: { status: 404, retryable: false, title: 'Không tìm thấy. Có thể mục này đã được xóa.' },
  CONFLICT: {
    status: 409,
    retryable: false,
    title: 'Mục này vừa được người khác sửa. Hãy tải lại rồi làm lại.',
  },
  IN_USE: { status: 409, retryable: false, title: 'Mục này đang được dùng nên chưa xóa được.' },
  OWN_WORK: {
    status: 403,
    retryable: false,
    title: 'Bạn không tự duyệt nội dung do chính mình soạn. Hãy nhờ người khác duyệt.',
  },
  TOO_LARGE: { status: 413, retryable: false, title: 'Dữ liệu gửi lên quá lớn.' },
  TOO_MANY_REQUESTS: {
    status: 429,
    retryable: true,
    title: 'Bạn thử quá nhiều lần. Hãy chờ một phút rồi thử lại.',
  },
  SETUP_CODE_INVALID: {
    status: 403,
    retryable: false,
    title: 'Mã thiết lập không đúng hoặc đã hết hạn. Hãy lấy liên kết mới trên máy chủ.',
  },
  PASSWORD_CODE_INVALID: {
    status: 403,
    retryable: false,
    title: 'Mã đặt mật khẩu không đúng, đã dùng hoặc đã hết hạn. Hãy nhờ quản trị cấp mã mới.',
  },
  ENROLMENT_CODE_INVALID: {
    status: 403,
    retryable: false,
    title: 'Mã ghép màn hình không đúng hoặc đã hết hạn. Hãy lấy mã mới.',
  },
  NOT_ADMITTED: { status: 422, retryable: false, title: 'Danh sách phát không vừa trong giờ.' },
  ILLEGIBLE: {
    status: 422,
    retryable: false,
    title: 'Chữ quá nhỏ trên màn hình này. Hãy rút ngắn nội dung.',
  },
  FILE_REFUSED: {
    status: 422,
    retryable: false,
    title: 'Tệp này không đưa lên màn hình LED được.',
  },
  NOT_APPROVED: {
    status: 422,
    retryable: false,
    title: 'Có nội dung chưa được duyệt. Hãy duyệt trước khi phát.',
  },
  PLAYER_TOO_OLD: {
    status: 426,
    retryable: false,
    title: 'Trang phát đã cũ. Hãy tải lại trang trên máy điều khiển LED.',
  },
  SERVER_TOO_OLD: { status: 426, retryable: true, title: 'Máy chủ đang chạy bản cũ hơn máy điều khiển LED.' },
  KEY_UNKNOWN: { status: 403, retryable: false, title: 'Máy điều khiển LED này chưa được ghép.' },
  KEY_REVOKED: { status: 403, retryable: false, title: 'Máy điều khiển LED này đã bị gỡ. Hãy ghép lại.' },
  SCREEN_TAKEN: {
    status: 409,
    retryable: false,
    title: 'Một máy khác đang phát cho màn hình này bằng cùng một khóa. Hãy tắt bớt một máy.',
  },
  SIGNATURE_WRONG: { status: 403, retryable: false, title: 'Mã xác thực của máy điều khiển LED không đúng.' },
  LEDGER_UNAVAILABLE: {
    status: 503,
    retryable: true,
    title: 'Sổ lượt phát tạm thời không ghi được. Màn hình vẫn phát bình thường.',
  },
  AUDIT_UNAVAILABLE: {
    status: 503,
    retryable: true,
    title:
      'Nhật ký thao tác không ghi được. Hãy báo quản trị kiểm tra ổ đĩa, rồi tải lại trang để xem việc đã xong chưa.',
  },
  STOPPING: { status: 503, retryable: true, title: 'Máy chủ đang dừng. Hãy thử lại sau ít phút.' },
  INTERNAL: {
    status: 500,
    retryable: true,
    title: 'Có lỗi trong máy chủ. Hãy thử lại; nếu vẫn lỗi, báo quản trị kèm mã yêu cầu.',
  },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** `detail` is for the person who caused it (Vietnamese, no internals); `cause` stays in our log. */
export class CodedError extends Error {
  override readonly name = 'CodedError';
  readonly code: ErrorCode;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? code : `${code}: ${detail}`, options);
    this.code = code;
    this.detail = detail;
  }
}
