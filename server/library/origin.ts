// Does a request come from a page of ours? The one rule behind HTTP changes and the console's socket.

interface Headers {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
  readonly cookie?: string | undefined;
}

/** Origin's host must be the Host asked for; without an Origin it is no browser, and then it may carry no cookie. */
export function isOwnOrigin({ origin, host, cookie }: Headers): boolean {
  if (origin === undefined) return cookie === undefined;
  return URL.canParse(origin) && new URL(origin).host === host;
}
