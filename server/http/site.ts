// The web server's whole face: shield, pages, the table of routes, and the one exit for errors.

import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import { CodedError } from '../../content/model/errors.ts';
import { codedErrorOf, isOurFault, problemOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { type Handlers, type MountDependencies, mountRoutes } from './mount.ts';
import { type PageFolders, mountConsoleAddresses, mountPages } from './pages.ts';
import { shieldHeaders } from './shield.ts';

export interface SiteDependencies extends MountDependencies {
  readonly handlers: Handlers;
  readonly pages: PageFolders;
  readonly log: Logger;
  /** Do browsers come over TLS, to us or to the proxy in front of us? */
  readonly isSecure: boolean;
  /** Express's own setting: hops or addresses. */
  readonly trustProxy: false | number | string[];
}

export function createSite({
  handlers,
  pages,
  log,
  isSecure,
  trustProxy,
  ...mount
}: SiteDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', trustProxy);
  app.use(nameRequests, logRequests(log), ...shieldHeaders(isSecure));
  mountPages(app, pages);
  mountRoutes(app, handlers, mount);
  mountConsoleAddresses(app, pages);
  app.use((_request, _response, next) => next(new CodedError('NOT_FOUND')));
  app.use(replyToErrors(log));
  return app;
}

/** The id a person can quote; ours, never the sender's. */
const nameRequests: RequestHandler = (request, response, next) => {
  const requestId = randomUUID();
  request.id = requestId;
  response.locals['requestId'] = requestId;
  response.set('X-Request-Id', requestId);
  next();
};

function logRequests(log: Logger): RequestHandler {
  return pinoHttp({
    logger: log,
    genReqId: (request) => request.id,
    customLogLevel: (_request, response, error) =>
      error !== undefined || response.statusCode >= 500 ? 'error' : 'debug',
    serializers: {
      req: ({ id, method, url }: { id: string; method: string; url: string }) => ({ id, method, url }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
    },
  });
}

function replyToErrors(log: Logger): ErrorRequestHandler {
  return (thrown, request, response, _next) => {
    const error = codedErrorOf(thrown);
    const requestId = String(response.locals['requestId']);
    if (isOurFault(error.code))
      log.error({ err: error, requestId, method: request.method }, 'request failed');
    if (response.headersSent) {
      // Too late for an answer: a download that broke off must not look complete.
      response.destroy();
      return;
    }
    const problem = problemOf(error, requestId);
    response
      .status(problem.status)
      .set('Cache-Control', 'no-store')
      .type('application/problem+json')
      .send(JSON.stringify(problem));
  };
}
