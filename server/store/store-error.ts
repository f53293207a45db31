// The closed list of what can go wrong with our files, and the one error that carries it.
// `path` is for the operator and the log; it never travels to a client.

export const STORE_CODES = [
  'STORE_UNREADABLE', // the system refuses to read
  'STORE_UNWRITABLE', // the system refuses to write, or a sync failed
  'STORE_FULL', // no space left, or a quota
  'STORE_CORRUPT', // the bytes are not what we wrote; nothing was changed
  'STORE_NEWER', // written by a newer program than this one
  'STORE_TOO_OLD', // no migration leads from the stored version to ours
  'STORE_EXISTS', // already there with other bytes
  'STORE_SEALED', // the day is closed for good
  'STORE_CONFLICT', // another process writes the same file
  'STORE_REFUSED', // the entry, name or draft itself is not acceptable
  'STORE_CLOSED', // used after close
] as const;

export type StoreCode = (typeof STORE_CODES)[number];

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreCode;
  readonly path: string;
  readonly reason: string;

  constructor(code: StoreCode, path: string, reason: string, options?: ErrorOptions) {
    super(`${code}: ${reason} (${path})`, options);
    this.code = code;
    this.path = path;
    this.reason = reason;
  }
}

/** No room left: the one fault that goes away when something else is given up. */
export function isStoreFull(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'STORE_FULL';
}

/** The errno name of a system error ("ENOENT"), or undefined. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof StoreError || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Wraps what a disk threw. A StoreError passes through unchanged, so wrapping twice loses nothing. */
export function toStoreError(error: unknown, doing: 'reading' | 'writing', path: string): StoreError {
  if (error instanceof StoreError) return error;
  const errno = errnoOf(error);
  const cause = { cause: error };
  if (errno === 'ENOSPC' || errno === 'EDQUOT')
    return new StoreError('STORE_FULL', path, 'no space left', cause);
  const code = doing === 'reading' ? 'STORE_UNREADABLE' : 'STORE_UNWRITABLE';
  return new StoreError(code, path, `${doing} failed: ${errno ?? String(error)}`, cause);
}
