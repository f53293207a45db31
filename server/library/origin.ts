// Does a request come from a page of ours? The one rule behind HTTP changes and the console's socket.

interface Headers {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
  readonly cookie?: string | undefined;
}

/**
 * Origin must be our public address, or its host the Host asked for; without an Origin it is no browser, and then it may
 * carry no cookie.
 */
export function isOwnOrigin({ origin, host, cookie }: Headers, publicUrl: string | null): boolean {
  if (origin === undefined) return cookie === undefined;
  if (!URL.canParse(origin)) return false;
  if (publicUrl !== null && new URL(publicUrl).origin === origin) return true;
  return new URL(origin).host === host;
}
