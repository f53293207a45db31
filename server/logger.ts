// Owns pino: what happened, as JSON lines for the operator, never for evidence (that is the ledger's work).
// Secrets are cut out here, once: a code or password that reaches a log file is a way in for whoever reads it.

import { type Logger, pino } from 'pino';

export type { Logger };

const SECRETS = [
  'code',
  'password',
  'cookie',
  'signature',
  'token',
  'authorization',
  'publicKey',
  'headers.cookie',
  'headers.authorization',
  'req.headers.cookie',
  'req.headers.authorization',
  'res.headers["set-cookie"]',
  'body.code',
  'body.password',
  'body.signature',
];

/** `destination` takes the lines; standard error by default, so that standard output stays for people. */
export function createLogger(level: string, destination?: { write(line: string): void }): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRETS, censor: '[ẩn]' },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}
