// Is the process alive, and may it be given work? For supervisors and images; tells nothing about what is shown.

import type { Handlers } from './mount.ts';

/** What must hold for the server to be of use, by name. */
export type Readiness = () => Record<string, boolean>;

export function healthHandlers(readiness: Readiness): Pick<Handlers, 'readHealth' | 'readReadiness'> {
  return {
    readHealth: () => ({ status: 'ok' }),
    readReadiness({ setStatus }) {
      const checks = readiness();
      const ready = Object.values(checks).every(Boolean);
      if (!ready) setStatus(503);
      return { ready, checks };
    },
  };
}
