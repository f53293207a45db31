// A change asked for by somebody else's page is refused: a browser names the page's origin, and it must be ours.
// Programs without a browser send no Origin; they are let in as long as they carry no cookie.

import type { RequestHandler } from 'express';
import { CodedError } from '../../content/model/errors.ts';
import { isOwnOrigin } from '../library/origin.ts';

export const refuseForeignOrigin: RequestHandler = (request, _response, next) => {
  next(isOwnOrigin(request.headers) ? undefined : new CodedError('FORBIDDEN', 'Yêu cầu đến từ trang khác.'));
};
