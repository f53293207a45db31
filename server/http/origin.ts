// A change asked for by somebody else's page is refused: a browser names the page's origin, and it must be ours.
// Programs without a browser send no Origin; they are let in as long as they carry no cookie.

import type { RequestHandler } from 'express';
import { CodedError } from '../../content/model/errors.ts';
import { isOwnOrigin } from '../library/origin.ts';

export function refuseForeignOrigin(publicUrl: string | null): RequestHandler {
  return (request, _response, next) => {
    const isOurs = isOwnOrigin(request.headers, publicUrl);
    next(isOurs ? undefined : new CodedError('FORBIDDEN', 'Yêu cầu đến từ trang khác.'));
  };
}
