// Day seals: what they state, that they chain, and that nothing is signed over less than what was signed before.

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../content/model/canonical.ts';
import { daySealSigningText, echoOf } from '../../../content/model/seal.ts';
import {
  type DaySeals,
  openDaySeals,
  SealRefused,
  type SealSigner,
} from '../../../server/playlog/day-seals.ts';
import { type ChainedLog, openChainedLog } from '../../../server/store/chained-log.ts';
import { sha256Hex } from '../../../server/store/digest.ts';
import { type Disk, nodeDisk } from '../../../server/store/disk.ts';
import { createMemoryDisk } from '../../../server/store/memory-disk.ts';
import { temporaryFolder } from '../../support/server.ts';
import { serverSigner } from './playlog-bench.ts';

const GENESIS = 'vongxoay/ledger/v1\ns';
const [MONDAY, TUESDAY, WEDNESDAY, FRIDAY] = ['2026-01-05', '2026-01-06', '2026-01-07', '2026-01-09'];

interface Bench {
  readonly log: ChainedLog;
  readonly seals: DaySeals;
  readonly signer: SealSigner;
  readonly directory: string;
}

async function openBench(directory: string, disk: Disk, signer = serverSigner()): Promise<Bench> {
  const log = await openChainedLog({ directory: `${directory}/ledger`, genesis: GENESIS, disk });
  const seals = await openDaySeals({
    log: 'ledger',
    screen: 's',
    directory: `${directory}/seals`,
    disk,
    sha256: sha256Hex,
    signer,
  });
  return { log, seals, signer, directory };
}

const rows = (day: string, count: number) =>
  Array.from({ length: count }, (_, row) => ({ day, at: row, body: { row, text: 'Ngã Bảy' } }));

async function threeDays(directory: string, disk: Disk): Promise<Bench> {
  const bench = await openBench(directory, disk);
  await bench.log.append(rows(MONDAY, 3));
  await bench.log.append(rows(TUESDAY, 2));
  await bench.log.append(rows(FRIDAY, 1));
  return bench;
}

describe('day seals', () => {
  it('cover every entry once, without a hole, days without entries included, and chain', async () => {
    const { log, seals, signer } = await threeDays('/data', createMemoryDisk().mount());
    const made = await seals.sealUntil(log, FRIDAY, 1_000, []);
    expect(made.map(({ seal }) => [seal.day, seal.number, seal.firstN, seal.lastN, seal.count])).toEqual([
      [MONDAY, 1, 0, 2, 3],
      [TUESDAY, 2, 3, 4, 2],
      [WEDNESDAY, 3, 5, 4, 0],
      ['2026-01-08', 4, 5, 4, 0],
      [FRIDAY, 5, 5, 5, 1],
    ]);
    let previous: string | null = null;
    for (const { seal, sha256, signature } of made) {
      expect(seal.previous).toBe(previous);
      expect(sha256).toBe(sha256Hex(canonicalJson(seal)));
      expect(signer.verify(seal.keyId, daySealSigningText(sha256), signature)).toBe(true);
      previous = sha256;
    }
    expect(made.at(-1)?.seal.head).toBe(log.head().hash);
    await expect(log.append(rows(FRIDAY, 1))).rejects.toMatchObject({ code: 'STORE_SEALED' });
  });

  it('are made once: a second run, also after a restart, makes only what is new', async () => {
    const disk = createMemoryDisk().mount();
    const { log, seals, signer } = await threeDays('/data', disk);
    const made = await seals.sealUntil(log, TUESDAY, 1_000, []);
    expect(await seals.sealUntil(log, TUESDAY, 2_000, [])).toEqual([]);
    await log.close();
    const again = await openBench('/data', disk, signer);
    expect(again.seals.newest).toEqual(made.at(-1));
    expect(await again.seals.between(MONDAY, FRIDAY)).toEqual(made);
    expect(await again.seals.sealUntil(again.log, WEDNESDAY, 3_000, [])).toMatchObject([
      { seal: { day: WEDNESDAY, number: 3, count: 0 } },
    ]);
  });

  it('state an entry that a clock set back left in a day sealed empty, in the next seal', async () => {
    const { log, seals } = await threeDays('/data', createMemoryDisk().mount());
    await seals.sealUntil(log, '2026-01-11', 1_000, []);
    await log.append(rows('2026-01-10', 1));
    const [seal] = await seals.sealUntil(log, '2026-01-12', 2_000, []);
    expect(seal).toMatchObject({ seal: { day: '2026-01-12', firstN: 6, lastN: 6, count: 1 } });
  });

  it('begin with the first entry: an empty log has none', async () => {
    const { log, seals } = await openBench('/data', createMemoryDisk().mount());
    expect(await seals.sealUntil(log, FRIDAY, 1_000, [])).toEqual([]);
    expect(seals.newest).toBeNull();
  });
});

describe('nothing is signed', () => {
  it('over a ledger that is shorter than its newest seal', async () => {
    await using folder = await temporaryFolder();
    const { log, seals, signer } = await threeDays(folder.path, nodeDisk);
    await seals.sealUntil(log, TUESDAY, 1_000, []);
    await log.close();
    for (const day of [TUESDAY, FRIDAY]) await rm(join(folder.path, 'ledger', `${day}.jsonl`));
    const back = await openBench(folder.path, nodeDisk, signer);
    await expect(back.seals.sealUntil(back.log, WEDNESDAY, 2_000, [])).rejects.toMatchObject({
      name: 'SealRefused',
      because: 'shorter',
    });
    expect(back.seals.newest?.seal.day).toBe(TUESDAY);
    await back.log.close();
  });

  it('over a ledger that was written anew under the same numbers', async () => {
    await using folder = await temporaryFolder();
    const { log, seals, signer } = await threeDays(folder.path, nodeDisk);
    await seals.sealUntil(log, TUESDAY, 1_000, []);
    await log.close();
    await rm(join(folder.path, 'ledger'), { recursive: true });
    const forged = await openBench(folder.path, nodeDisk, signer);
    await forged.log.append(rows(MONDAY, 9));
    await expect(forged.seals.sealUntil(forged.log, FRIDAY, 2_000, [])).rejects.toMatchObject({
      because: 'contradicted',
    });
    await forged.log.close();
  });

  it('when somebody holds a seal that is not known here, or another one of the same number', async () => {
    const { log, seals } = await threeDays('/data', createMemoryDisk().mount());
    const [first] = await seals.sealUntil(log, MONDAY, 1_000, []);
    if (first === undefined) throw new Error('nothing sealed');
    const echo = echoOf(first);
    const refused = (seen: typeof echo) => seals.sealUntil(log, TUESDAY, 2_000, [seen]);
    await expect(refused({ ...echo, number: 2 })).rejects.toMatchObject({ because: 'shorter' });
    await expect(refused({ ...echo, sha256: 'f'.repeat(64) })).rejects.toThrow(SealRefused);
    expect(await refused(echo)).toHaveLength(1);
  });

  it('after a seal was damaged, taken away or signed by a stranger: the log does not open', async () => {
    await using folder = await temporaryFolder();
    const { log, seals, signer } = await threeDays(folder.path, nodeDisk);
    const made = await seals.sealUntil(log, TUESDAY, 1_000, []);
    await log.close();
    const corrupt = { code: 'STORE_CORRUPT' };
    await expect(openBench(folder.path, nodeDisk, serverSigner())).rejects.toMatchObject(corrupt);
    const path = join(folder.path, 'seals', 'ledger', 's', `${TUESDAY}.json`);
    const second = made[1];
    await writeFile(path, JSON.stringify({ ...second, seal: { ...second?.seal, count: 7 } }));
    await expect(openBench(folder.path, nodeDisk, signer)).rejects.toMatchObject(corrupt);
    await writeFile(path, JSON.stringify(second));
    await rm(join(folder.path, 'seals', 'ledger', 's', `${MONDAY}.json`));
    await expect(openBench(folder.path, nodeDisk, signer)).rejects.toMatchObject(corrupt);
  });

  it.each(['write', 'sync', 'link', 'syncDirectory'] as const)(
    'after a failed %s: the day is sealed at the next try, once, with the same numbers',
    async (kind) => {
      let isBroken = false;
      const memory = createMemoryDisk({
        interfere: (operation) => (isBroken && operation.kind === kind ? { errno: 'EIO' } : undefined),
      });
      const { log, seals } = await threeDays('/data', memory.mount());
      isBroken = true;
      await expect(seals.sealUntil(log, TUESDAY, 1_000, [])).rejects.toMatchObject({ name: 'StoreError' });
      isBroken = false;
      expect((await seals.sealUntil(log, TUESDAY, 2_000, [])).length).toBeGreaterThan(0);
      const all = await seals.between(MONDAY, TUESDAY);
      expect(all.map(({ seal }) => [seal.number, seal.firstN, seal.lastN])).toEqual([
        [1, 0, 2],
        [2, 3, 4],
      ]);
    },
  );
});
