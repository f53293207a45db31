// What a month off line costs the agent: `npx tsx test/player/agent/journal-bench.ts [RECORDS]` writes that many unacknowledged records,
// one a line, opens the journal in a fresh process and takes the first and the last batch from it.

import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chainRecord, type ChainHead } from '../../../content/model/play.ts';
import { BATCH_RECORDS } from '../../../content/model/protocol.ts';
import { DiskJournal } from '../../../player/agent/disk-journal.ts';
import { nodeDisk, type Disk } from '../../../server/store/disk.ts';
import { waitingShowing } from '../waiting-showing.ts';

const KEY = 'a'.repeat(16);
const AT = 1_790_000_000_000;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
/** The same files without waiting for the disk: only what is read counts here. */
const hasty: Disk = {
  ...nodeDisk,
  open: async (path, mode) => {
    const file = await nodeDisk.open(path, mode);
    return Object.assign(Object.create(file) as typeof file, { datasync: async () => {} });
  },
};

async function write(directory: string, count: number): Promise<void> {
  const journal = await DiskJournal.at({ directory, disk: hasty });
  let head: ChainHead = { screen: 'vong-xoay', key: KEY, boot: 'b'.repeat(16), nextSeq: 0, sha256: null };
  for (let index = 0; index < count; index += 1) {
    const chained = chainRecord(head, waitingShowing(index, AT, sha256), sha256);
    head = chained.head;
    await journal.commit([{ record: chained.record, sha256: chained.sha256 }], null);
  }
  await journal.close();
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}

async function open(directory: string): Promise<void> {
  const startedMs = performance.now();
  const journal = await DiskJournal.at({ directory });
  const openedMs = performance.now();
  const cpuMs = process.cpuUsage().user / 1_000;
  globalThis.gc?.();
  const { heapUsed } = process.memoryUsage();
  const peakKb = process.resourceUsage().maxRSS;
  const timed = async (work: () => Promise<unknown>): Promise<string> => {
    const beginMs = performance.now();
    await work();
    return (performance.now() - beginMs).toFixed(1);
  };
  const batchMs = await timed(async () => await journal.unacknowledged(KEY, BATCH_RECORDS));
  const againMs = await timed(async () => await journal.unacknowledged(KEY, BATCH_RECORDS));
  const countMs = await timed(async () => await journal.countUnacknowledged());
  const hourMs = await timed(async () => await journal.recordsOfHour({ from: AT, to: AT + 3_600_000 }));
  const acknowledgeMs = await timed(
    async () => await journal.acknowledge('b'.repeat(16), BATCH_RECORDS - 1, AT),
  );
  console.log(
    JSON.stringify({
      openMs: Math.round(openedMs - startedMs),
      cpuMs: Math.round(cpuMs),
      heapMb: megabytes(heapUsed),
      peakRssMb: megabytes(peakKb * 1_024),
      waiting: await journal.countUnacknowledged(),
      batchMs,
      againMs,
      countMs,
      hourMs,
      acknowledgeMs,
    }),
  );
  await journal.close();
}

const [first = '250000', folder] = process.argv.slice(2);
if (first === 'open' && folder !== undefined) await open(folder);
else {
  const directory = folder ?? (await mkdtemp(join(tmpdir(), 'vong-xoay-journal-')));
  await write(directory, Number(first));
  const line = ['--expose-gc', '--import', 'tsx', process.argv[1] ?? '', 'open', directory];
  spawnSync(process.execPath, line, { stdio: 'inherit' });
  if (folder === undefined) await rm(directory, { recursive: true });
}
