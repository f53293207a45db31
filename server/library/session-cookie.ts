// The two cookies of a browser: its session, and the mark that it has signed in here before. Over TLS they carry the
// `__Host-` prefix and only those are believed there, so that nobody on a plain connection can plant one.

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export const SESSION_COOKIE = 'vongxoay_session';
export const DEVICE_COOKIE = 'vongxoay_device';

export function cookieNameOf(cookie: string, isSecure: boolean): string {
  return isSecure ? `__Host-${cookie}` : cookie;
}

/** The token in a Cookie header; null when there is none. */
export function cookieTokenOf(header: string | undefined, cookie: string, isSecure: boolean): string | null {
  const wanted = cookieNameOf(cookie, isSecure);
  for (const pair of (header ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === wanted && value !== undefined && TOKEN.test(value)) return value;
  }
  return null;
}
