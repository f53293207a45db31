// Records and pictures on their way to the server, for as long as one connection stands. One batch in flight: what is
// acknowledged is forgotten here, what is not stays and is sent again. Off line for a month, it drains without haste.

import { batchSigningText } from '../content/model/play.ts';
import { BATCH_RECORDS } from '../content/model/protocol.ts';
import { type Bell, rest } from './bell.ts';
import type { Entry } from './journal.ts';
import { type Ask, type LinkPorts, LinkRefused, type Pauses } from './link-port.ts';

const SNAPSHOT_EVERY_MS = 5_000;

export interface DeliveryPorts
  extends Pick<LinkPorts, 'journal' | 'key' | 'keepFrom' | 'snapshots' | 'random' | 'onFault'> {
  readonly ask: Ask;
  readonly pauses: Pauses;
  /** The server refused a batch, or took one again. */
  readonly onAnswer: (refused: LinkRefused | null) => void;
}

export async function deliverRecords(ports: DeliveryPorts, bell: Bell, ended: AbortSignal): Promise<void> {
  const { journal, key, keepFrom, pauses, ask, onAnswer, onFault } = ports;
  let retryMs = pauses.firstMs;
  while (!ended.aborted) {
    bell.reset();
    const entries = await journal.unacknowledged(key.keyId, BATCH_RECORDS);
    if (entries.length === 0) {
      await bell.rung(ended);
      continue;
    }
    try {
      const { boot, upToSeq } = await ask('plays:report', await batchOf(entries, ports));
      await journal.acknowledge(boot, upToSeq, keepFrom());
      retryMs = pauses.firstMs;
      onAnswer(null);
    } catch (fault) {
      onFault(fault);
      if (fault instanceof LinkRefused) onAnswer(fault);
      await rest(retryMs * (0.5 + ports.random()), ended);
      retryMs = Math.min(retryMs * 2, pauses.mostMs);
    }
  }
}

/** After the records: a picture proves nothing before its record is there. */
export async function deliverSnapshots(ports: DeliveryPorts, bell: Bell, ended: AbortSignal): Promise<void> {
  const { snapshots, journal, key, ask, onFault } = ports;
  if (snapshots === undefined) return;
  while (!ended.aborted) {
    bell.reset();
    const waiting = await snapshots.next();
    if (waiting === null || (await journal.unacknowledged(key.keyId, 1)).length > 0) {
      await bell.rung(ended, SNAPSHOT_EVERY_MS);
      continue;
    }
    try {
      await ask('snapshot:deliver', waiting.snapshot);
      await snapshots.drop(waiting.key);
    } catch (fault) {
      onFault(fault);
      // Refused for good: it would stand in the way of all others.
      if (fault instanceof LinkRefused && !fault.retryable) await snapshots.drop(waiting.key);
      else await rest(SNAPSHOT_EVERY_MS, ended);
    }
  }
}

async function batchOf(entries: readonly Entry[], { key }: Pick<DeliveryPorts, 'key'>) {
  const last = entries.at(-1);
  if (last === undefined) throw new RangeError('an empty batch');
  const { screen, boot, seq } = last.record;
  const text = batchSigningText({ screen, key: last.record.key, boot, lastSeq: seq, sha256: last.sha256 });
  return { boot, records: entries.map(({ record }) => record), signature: await key.sign(text) };
}
