// How often one address may guess a code or a password: only what was refused counts, so that an office behind one
// address can come to work at the same minute. A browser that has signed in here before is counted by itself: a guesser
// next door does not keep it out. Kept in memory: a restart forgets it.

import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { CodedError } from '../../content/model/errors.ts';
import { MINUTE_MS } from '../../content/model/instant.ts';

/** `knownBrowserOf`: what names the browser of a request, null for a stranger's. */
export function limitAttempts(
  perMinute: number,
  knownBrowserOf: (request: Request) => string | null,
): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: perMinute,
    keyGenerator: (request) => {
      const browser = knownBrowserOf(request);
      return browser === null ? ipKeyGenerator(request.ip ?? '') : `browser ${browser}`;
    },
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Its own checks print to the console about headers that strangers send.
    validate: false,
    handler: (_request, _response, next) => next(new CodedError('TOO_MANY_REQUESTS')),
  });
}
