// Small in `npm test`; TAMPER=1000 UNTOUCHED=1000 SEED=… npx vitest run test/verify is the campaign.

import { beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../content/model/instant.ts';
import { nodePlatform } from '../../scripts/verify-playlog/node-platform.ts';
import { pagePlatform } from '../../scripts/verify-playlog/page-platform.ts';
import type { Verdict } from '../../scripts/verify-playlog/verdict.ts';
import { verifyBundle } from '../../scripts/verify-playlog/verify-bundle.ts';
import { DownloadBench } from '../server/playlog/download-bench.ts';
import { batches } from '../server/playlog/playlog-bench.ts';
import { seededRandom } from '../support/fault-random.ts';
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
