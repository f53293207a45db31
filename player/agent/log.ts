// Owns pino in the agent: what happened, as JSON lines for whoever looks after the PC, never for evidence.

import { type Logger, pino } from 'pino';

export type { Logger };

/** `destination` takes the lines; standard error by default. */
export function createLog(level: string, destination?: { write(line: string): void }): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}
