// Headers that tell browsers what our pages may do. Made for plain HTTP on an office network: no upgrade of requests and
// no HSTS, which would leave a blank page there (localhost does not show it).

import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** The nonce of this response, which the page's own style tags carry. */
export function nonceOf(response: Response): string {
  return String(response.locals['cspNonce']);
}

export function shieldHeaders(): RequestHandler[] {
  const giveNonce: RequestHandler = (_request, response, next) => {
    response.locals['cspNonce'] = randomBytes(16).toString('base64');
    next();
  };
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", (_request, response) => `'nonce-${nonceOf(response as Response)}'`],
        imgSrc: ["'self'", 'blob:', 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", 'ws:', 'wss:'],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
    // Browsers ignore these two without TLS and complain about it on every page.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  });
  return [giveNonce, headers];
}
