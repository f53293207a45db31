// TODO: delete when branch `playlog` brings server/playlog. Until then no record is taken: players keep theirs.
import { CodedError } from '../content/model/errors.ts';
import type { PlaylogReader } from './http/audit.ts';
import type { PlaylogIntake } from './live/player-channel.ts';

export function pendingPlaylog(): PlaylogReader & PlaylogIntake & AsyncDisposable {
  return {
    accounts: () => [],
    recentPlays: () => [],
    async *exportRows() {},
    ingest: () => Promise.reject(new CodedError('LEDGER_UNAVAILABLE')),
    acknowledged: () => [],
    countedInHour: () => [],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
