// Small in `npm test`; TAMPER=1000 UNTOUCHED=1000 SEED=… npx vitest run test/verify is the campaign.

import { beforeAll, describe, expect, it } from 'vitest';
import { planHour } from '../../content/model/hour-plan.ts';
import { MINUTE_MS } from '../../content/model/instant.ts';
import { nodePlatform } from '../../scripts/verify-playlog/node-platform.ts';
import { pagePlatform } from '../../scripts/verify-playlog/page-platform.ts';
import type { Verdict } from '../../scripts/verify-playlog/verdict.ts';
import { verifyBundle } from '../../scripts/verify-playlog/verify-bundle.ts';
import { DownloadBench } from '../server/playlog/download-bench.ts';
import { batches, CITY, SCREEN } from '../server/playlog/playlog-bench.ts';
import { seededRandom } from '../support/fault-random.ts';
import { JournalBuilder } from '../support/journal-builder.ts';
import { MONDAY_8, MONDAY_8_AT } from '../support/programme-builder.ts';
import { mutate, sourceOfBytes, unpack } from './bundle-mutations.ts';
import { randomJournal, randomProgrammes } from './random-ledger.ts';

const SEED = Number(process.env['SEED'] ?? 1);
const TAMPERED = Number(process.env['TAMPER'] ?? 40);
const UNTOUCHED = Number(process.env['UNTOUCHED'] ?? 6);
const CAMPAIGN_MS = 3_600_000;

/** The same checks on both machines: Node's crypto and zlib, and what the page carries with it. */
async function bothVerdicts(bytes: Uint8Array, trustedKeys: readonly string[]): Promise<Verdict[]> {
  const options = { trustedKeys, everySignature: false };
  return [
    await verifyBundle(sourceOfBytes(bytes), nodePlatform, options),
    await verifyBundle(sourceOfBytes(bytes), pagePlatform, options),
  ];
}

describe('an untouched bundle', () => {
  it(
    `passes both verifiers whatever happened on the screen (seed ${SEED})`,
    async () => {
      for (let run = 0; run < UNTOUCHED; run += 1) {
        const random = seededRandom(SEED * 100_000 + run);
        await using bench = await DownloadBench.open(() => []);
        const { playlog } = bench;
        playlog.programmes.splice(0, 1, ...randomProgrammes(random));
        const players = random() < 0.25 ? 2 : 1;
        for (let player = 0; player < players; player += 1) {
          const records = randomJournal(random, playlog.enrolNamed(), playlog.programmes, 3);
          for (const batch of batches(records, 1 + Math.floor(random() * 60))) {
            await playlog.ingest(batch, playlog.now + MINUTE_MS);
          }
        }
        const { bytes } = await bench.make({ format: 'bundle' });
        const keys = [...playlog.keyEntries().map(({ keyId }) => keyId), bench.serverKey.keyId];
        for (const verdict of await bothVerdicts(bytes, keys)) {
          expect({ run, faults: verdict.faults }).toEqual({ run, faults: [] });
        }
      }
    },
    CAMPAIGN_MS,
  );
});

it('another player’s filler takes a showing away, also where its boot learned the time only later', async () => {
  await using bench = await DownloadBench.open(() => []);
  const { playlog } = bench;
  const [slot] = planHour([CITY], MONDAY_8).slots;
  if (slot === undefined) throw new Error('no slot');
  const honest = new JournalBuilder(playlog.enrolNamed()).start(MONDAY_8_AT - MINUTE_MS);
  const { records: shown } = honest.hour(MONDAY_8, CITY, (one) => one === slot);
  const other = new JournalBuilder(playlog.enrolNamed()).start(slot.startAt, { isUnsynced: true });
  other.filler(slot.startAt, 'filler', slot.durationMs, MONDAY_8, CITY);
  const { records: beside } = other.learnTime(slot.startAt + MINUTE_MS);
  for (const records of [shown, beside]) await playlog.ingest(records, playlog.now + MINUTE_MS);
  const { bytes } = await bench.make({ format: 'bundle' });
  const accounts = await playlog.playlog.accounts(SCREEN, MONDAY_8, playlog.now);
  expect(accounts.map(({ shown, madeGood }) => shown + madeGood)).toEqual([0, 0]);
  for (const verdict of await bothVerdicts(bytes, [])) expect(verdict.faults).toEqual([]);
});

describe('a bundle that was tampered with', () => {
  let bytes: Buffer;
  let trusted: string[];

  beforeAll(async () => {
    await using bench = await DownloadBench.open();
    ({ bytes } = await bench.make({ format: 'bundle' }));
    trusted = [...bench.playlog.keyEntries().map(({ keyId }) => keyId), bench.serverKey.keyId];
  });

  it(
    `fails both verifiers, which name the place (seed ${SEED})`,
    async () => {
      const unpacked = await unpack(bytes);
      const random = seededRandom(SEED);
      for (let run = 0; run < TAMPERED; run += 1) {
        const mutation = await mutate(bytes, unpacked, random);
        for (const verdict of await bothVerdicts(mutation.bytes, trusted)) {
          const { ok, first } = verdict;
          const named = first === null ? null : first.place.replace(/:\d+$/, '');
          const isNamed = named !== null && (mutation.places.length === 0 || mutation.places.includes(named));
          expect({ run, kind: mutation.kind, ok, named, isNamed }).toEqual({
            run,
            kind: mutation.kind,
            ok: false,
            named,
            isNamed: true,
          });
        }
      }
    },
    CAMPAIGN_MS,
  );

  it('passes only untouched: the very bundle that the mutations start from is good', async () => {
    for (const verdict of await bothVerdicts(bytes, trusted)) expect(verdict.faults).toEqual([]);
  });

  it('says so when nobody compared its keys with paper', async () => {
    const [verdict] = await bothVerdicts(bytes, []);
    expect(verdict?.ok).toBe(true);
    expect(verdict?.lines.map(({ vi }) => vi).join('\n')).toContain('gói đang tự chứng thực khóa của nó');
  });

  it('is refused when a key is not the one on the commissioning record', async () => {
    for (const { ok, first } of await bothVerdicts(bytes, ['0123456789abcdef'])) {
      expect([ok, first?.place]).toEqual([false, 'keys.json']);
    }
  });
});
