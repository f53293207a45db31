// Headers that tell browsers what our pages may do. On plain HTTP in an office network: no upgrade of requests and no
// HSTS, which would leave a blank page there (localhost does not show it). Over TLS: HSTS, and a context of its own.

import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** The nonce of this response, which the page's own style tags carry. */
export function nonceOf(response: Response): string {
  return String(response.locals['cspNonce']);
}

/** Host and port as a policy may name them; anything else is none of ours. */
const SOURCE_HOST = /^[A-Za-z0-9.-]{1,253}(?::\d{1,5})?$|^\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?$/;
const YEAR_S = 31_536_000;

/** Our own socket by name: browsers as old as a kiosk's do not count it as 'self'. */
function socketSourceOf({ headers: { host = '' } }: IncomingMessage, isSecure: boolean): string {
  return SOURCE_HOST.test(host) ? `${isSecure ? 'wss' : 'ws'}://${host}` : "'self'";
}

export function shieldHeaders(isSecure: boolean): RequestHandler[] {
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
        mediaSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", (request) => socketSourceOf(request, isSecure)],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: isSecure && { maxAge: YEAR_S, includeSubDomains: false },
    // Browsers ignore these two without TLS and complain about it on every page.
    crossOriginOpenerPolicy: isSecure,
    originAgentCluster: isSecure,
  });
  return [giveNonce, headers];
}
