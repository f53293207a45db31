// How often one address may guess a code or a password. Kept in memory: a restart forgets it, and burns the codes too.

import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { CodedError } from '../../content/model/errors.ts';
import { MINUTE_MS } from '../../content/model/instant.ts';

export function limitAttempts(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Its own checks print to the console about headers that strangers send.
    validate: false,
    handler: (_request, _response, next) => next(new CodedError('TOO_MANY_REQUESTS')),
  });
}
