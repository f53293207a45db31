// The entry of the program in fault-ledger.ts: an error that outlasts its patience ends it.

import { runFaultLedger } from './fault-ledger.ts';

try {
  await runFaultLedger(process.argv[2] ?? '');
} catch {
  process.exitCode = 3; // What failed was printed before.
}
