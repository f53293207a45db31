// The one place where an error becomes a reply: problem details over HTTP, a refusal over a socket.
// An error that nobody coded leaves as INTERNAL with the request id; its message stays in our log.

import type { z } from 'zod';
import type { Problem } from '../content/model/api.ts';
import { CodedError, ERROR_CODES, type ErrorCode } from '../content/model/errors.ts';
import type { Reply } from '../content/model/protocol.ts';
import { StoreError } from './store/store-error.ts';

/** Any thrown value as a coded one. What is already coded passes through. */
export function codedErrorOf(thrown: unknown): CodedError {
  if (thrown instanceof CodedError) return thrown;
  if (thrown instanceof StoreError)
    return new CodedError('INTERNAL', explainStore(thrown), { cause: thrown });
  const fromHttp = codeOfHttpError(thrown);
  if (fromHttp !== undefined) return new CodedError(fromHttp, undefined, { cause: thrown });
  return new CodedError('INTERNAL', undefined, { cause: thrown });
}

/** A value that does not parse is the sender's fault; the paths help whoever wrote the client. */
export function badRequestOf(error: z.ZodError, what: string): CodedError {
  const places = error.issues.slice(0, 5).map((issue) => [what, ...issue.path].join('.'));
  return new CodedError('BAD_REQUEST', `Sai ở: ${places.join(', ')}`, { cause: error });
}

type Refusal = Extract<Reply<never>, { ok: false }>;

export function problemOf(error: CodedError, requestId: string): Problem {
  const { status, title } = ERROR_CODES[error.code];
  return {
    type: `urn:vongxoay:error:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    code: error.code,
    requestId,
  };
}

export function refusalOf(error: CodedError): Refusal {
  const { retryable } = ERROR_CODES[error.code];
  return {
    ok: false,
    code: error.code,
    retryable,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
  };
}

/** Is it our fault, so that it belongs in the log as an error? */
export function isOurFault(code: ErrorCode): boolean {
  return ERROR_CODES[code].status >= 500 && code !== 'STOPPING';
}

function explainStore(error: StoreError): string {
  if (error.code === 'STORE_FULL') return 'Ổ đĩa của máy chủ đã đầy.';
  return 'Máy chủ không ghi được dữ liệu xuống ổ đĩa.';
}

/** Express and body-parser mark what the sender did wrong with a status; everything else they throw is a bug of ours. */
function codeOfHttpError(thrown: unknown): ErrorCode | undefined {
  if (!(thrown instanceof Error) || !('status' in thrown)) return undefined;
  switch (thrown.status) {
    case 400:
    case 415:
      return 'BAD_REQUEST';
    case 404:
      return 'NOT_FOUND';
    case 413:
      return 'TOO_LARGE';
    default:
      return undefined;
  }
}
