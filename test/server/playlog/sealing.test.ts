// The daily run: sealed, handed to a folder and a webhook, refused where others hold more, and old days let go by policy.

import { createServer } from 'node:http';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, localDateOf, MINUTE_MS } from '../../../content/model/instant.ts';
import { echoOf, SignedDaySeal, type SignedSealKey } from '../../../content/model/seal.ts';
import { AlarmBoard } from '../../../server/playlog/alarm-board.ts';
import { keptFrom, POLICY, retireDays } from '../../../server/playlog/retention.ts';
import { recountScreen } from '../../../server/playlog/recount.ts';
import { besideOf, echoesOf } from '../../../server/playlog/screen-books.ts';
import {
  FolderTarget,
  SealPublication,
  type SealTarget,
  WebhookTarget,
} from '../../../server/playlog/seal-publication.ts';
import { type SealableLog, Sealing } from '../../../server/playlog/sealing.ts';
import { nodeDisk } from '../../../server/store/disk.ts';
import { JournalBuilder } from '../../support/journal-builder.ts';
import { HCM_RULES, MONDAY_8_AT } from '../../support/programme-builder.ts';
import { temporaryFolder } from '../../support/server.ts';
import { batches, CITY, PlaylogBench, RECEIVED_AT, SCREEN, sha256 } from './playlog-bench.ts';

const KEY: SignedSealKey = {
  statement: {
    v: 1,
    number: 1,
    keyId: '0'.repeat(16),
    publicKey: 'AAAA',
    fromAt: 0,
    because: 'first',
    previous: null,
    by: null,
  },
  sha256: '0'.repeat(64),
  signature: 'AAAA',
  previousSignature: null,
};

/** Four days, one hour of showings each, received on their days. */
async function fourDays(bench: PlaylogBench): Promise<void> {
  const journal = new JournalBuilder().start(MONDAY_8_AT - MINUTE_MS).ready(MONDAY_8_AT - MINUTE_MS, CITY);
  for (let day = 0; day < 4; day += 1) {
    const from = MONDAY_8_AT + day * DAY_MS;
    const before = journal.records.length;
    journal.hour({ from, to: from + HOUR_MS }, CITY).seal({ from, to: from + HOUR_MS }, from + HOUR_MS);
    bench.now = RECEIVED_AT + day * DAY_MS;
    for (const batch of batches(journal.records.slice(day === 0 ? 0 : before), 50)) await bench.ingest(batch);
  }
}

async function logOf(bench: PlaylogBench, untilDay: string): Promise<SealableLog> {
  const books = await bench.playlog.booksOf(SCREEN);
  const { seals, ledger } = books;
  return { seals, log: ledger.log, untilDay, beside: besideOf(books), echoes: echoesOf(books) };
}

async function sealingTo(targets: readonly SealTarget[], directory: string): Promise<Sealing> {
  return new Sealing(await SealPublication.open(targets, directory, nodeDisk), () => [KEY]);
}

describe('publishing', () => {
  it('gives the folder every seal and key once, read-only, and what was missed the next time', async () => {
    await using bench = await PlaylogBench.open();
    await using elsewhere = await temporaryFolder();
    await fourDays(bench);
    const target = new FolderTarget(elsewhere.path, nodeDisk);
    const sealing = await sealingTo([target], join(bench.directory, 'seals'));
    const heard: number[] = [];
    sealing.onSealed(({ seal }) => heard.push(seal.number));
    await sealing.run([await logOf(bench, '2026-01-06')], bench.now);
    expect(heard).toEqual([1, 2]);
    const folder = join(elsewhere.path, 'ledger', SCREEN);
    expect(await readdir(folder)).toEqual(['2026-01-05.json', '2026-01-06.json']);
    expect(await readdir(join(elsewhere.path, 'keys'))).toEqual(['1.json']);
    expect((await stat(join(folder, '2026-01-06.json'))).mode & 0o777).toBe(0o444);
    const taken = SignedDaySeal.parse(JSON.parse(await readFile(join(folder, '2026-01-06.json'), 'utf8')));
    const { seals } = await bench.playlog.booksOf(SCREEN);
    expect(taken).toEqual(seals.newest);
    expect(taken.seal.beside.accounts?.n).toBe(-1);
    const places = await sealing.publication.places(seals);
    expect(places).toEqual([{ where: elsewhere.path, throughDay: '2026-01-06' }]);
    const again = await sealingTo([target], join(bench.directory, 'seals'));
    await again.run([await logOf(bench, '2026-01-08')], bench.now);
    expect(await readdir(folder)).toHaveLength(4);
    expect(again.publication.publishedThrough(`ledger/${SCREEN}`)).toBe(4);
  });

  it('posts to the webhook in order, and keeps what it refused for the next run', async () => {
    await using bench = await PlaylogBench.open();
    await fourDays(bench);
    const posted: string[] = [];
    let isRefusing = true;
    const hook = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { kind, document } = JSON.parse(body) as { kind: string; document: { seal?: { day: string } } };
        if (!isRefusing || kind === 'seal_key') posted.push(document.seal?.day ?? kind);
        response.writeHead(isRefusing && kind !== 'seal_key' ? 503 : 204).end();
      });
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    const address = hook.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const sealing = await sealingTo(
      [new WebhookTarget(`http://127.0.0.1:${port}/chot?khoa=bi-mat`)],
      join(bench.directory, 'seals'),
    );
    const board = new AlarmBoard(bench.playlog, sealing);
    await sealing.run([await logOf(bench, '2026-01-06')], bench.now);
    expect(sealing.problems).toMatchObject([{ kind: 'unpublished', folder: null }]);
    expect(await board.look([SCREEN], bench.now)).toMatchObject([
      { code: 'seal_unpublished', screenId: null },
    ]);
    const { seals } = await bench.playlog.booksOf(SCREEN);
    const where = `http://127.0.0.1:${port}`;
    expect(await sealing.publication.places(seals)).toEqual([{ where, throughDay: null }]);
    isRefusing = false;
    await sealing.run([await logOf(bench, '2026-01-06')], bench.now);
    expect(sealing.problems).toEqual([]);
    expect(await board.look([SCREEN], bench.now)).toEqual([]);
    expect(posted).toEqual(['seal_key', '2026-01-05', '2026-01-06']);
    expect(await sealing.publication.places(seals)).toEqual([{ where, throughDay: '2026-01-06' }]);
    await new Promise((resolve) => hook.close(resolve));
  });
});

describe('nothing is sealed', () => {
  it('when the folder holds a seal that a restored ledger no longer knows', async () => {
    await using bench = await PlaylogBench.open();
    await using elsewhere = await temporaryFolder();
    await fourDays(bench);
    const target = new FolderTarget(elsewhere.path, nodeDisk);
    await (await sealingTo([target], join(bench.directory, 'seals'))).run(
      [await logOf(bench, '2026-01-07')],
      bench.now,
    );
    // A backup of the first day is put back: ledger and seals are shorter than what was given out.
    await bench.close();
    for (const day of ['2026-01-06', '2026-01-07', '2026-01-08']) {
      await rm(join(bench.directory, 'ledger', SCREEN, `${day}.jsonl`));
      await rm(join(bench.directory, 'seals', 'ledger', SCREEN, `${day}.json`), { force: true });
    }
    await bench.reopen();
    const sealing = await sealingTo([target], join(bench.directory, 'seals'));
    expect(await sealing.run([await logOf(bench, '2026-01-09')], bench.now)).toEqual([]);
    expect(sealing.problems).toMatchObject([{ folder: `ledger/${SCREEN}`, kind: 'refused' }]);
    const board = new AlarmBoard(bench.playlog, sealing);
    expect(await board.look([SCREEN], bench.now)).toMatchObject([{ code: 'seal_refused', screenId: SCREEN }]);
    expect((await bench.playlog.booksOf(SCREEN)).seals.newest?.seal.day).toBe('2026-01-05');
  });

  it('when a player echoes a seal that is not known here', async () => {
    await using bench = await PlaylogBench.open();
    const server = { day: '2026-01-04', number: 7, sha256: 'e'.repeat(64) };
    const hour = { from: MONDAY_8_AT, to: MONDAY_8_AT + HOUR_MS };
    const journal = new JournalBuilder().start(MONDAY_8_AT).seal(hour, hour.to, undefined, server);
    await bench.ingest(journal.records);
    const sealing = await sealingTo([], join(bench.directory, 'seals'));
    expect(await sealing.run([await logOf(bench, '2026-01-05')], bench.now)).toEqual([]);
    expect(sealing.problems).toMatchObject([{ kind: 'refused' }]);
    await bench.reopen();
    expect((await logOf(bench, '2026-01-05')).echoes).toEqual([server]);
  });

  it('but goes on when the player echoes what was sealed', async () => {
    await using bench = await PlaylogBench.open();
    await fourDays(bench);
    const sealing = await sealingTo([], join(bench.directory, 'seals'));
    const [first] = await sealing.run([await logOf(bench, '2026-01-05')], bench.now);
    if (first === undefined) throw new Error('not sealed');
    const hour = { from: MONDAY_8_AT + 4 * DAY_MS, to: MONDAY_8_AT + 4 * DAY_MS + HOUR_MS };
    await bench.ingest(
      new JournalBuilder().start(hour.from + 1).seal(hour, hour.to, undefined, echoOf(first)).records,
    );
    expect(await sealing.run([await logOf(bench, '2026-01-06')], bench.now)).toHaveLength(1);
  });
});

describe('hour seals at ingest', () => {
  it('are alarmed when their signature or their place in the chain is wrong', async () => {
    await using bench = await PlaylogBench.open();
    const hour = { from: MONDAY_8_AT, to: MONDAY_8_AT + HOUR_MS };
    const good = bench.signWith('a'.repeat(16));
    const journal = new JournalBuilder().start(MONDAY_8_AT).seal(hour, hour.to, good);
    await bench.ingest(journal.records);
    expect(bench.wrongSeals).toEqual([]);
    await bench.ingest(journal.seal(hour, hour.to + 1).records);
    expect(bench.wrongSeals).toMatchObject([{ screenId: SCREEN, because: 'signature' }]);
  });
});

describe('retention', () => {
  it('counts years back from the local date, and keeps rather more around 29 February', () => {
    const at = (date: string) => Date.parse(`${date}T03:00:00Z`);
    expect(keptFrom(HCM_RULES, at('2026-01-05'), 5)).toBe('2021-01-05');
    expect(keptFrom(HCM_RULES, at('2028-02-29'), 1)).toBe('2027-02-28');
  });

  it('lets go only whole sealed, published and exported days, oldest first, and opens and recounts after that', async () => {
    await using bench = await PlaylogBench.open();
    await using elsewhere = await temporaryFolder();
    await fourDays(bench);
    await bench.playlog.stateAccounts(SCREEN, bench.now + HOUR_MS);
    const target = new FolderTarget(elsewhere.path, nodeDisk);
    const sealing = await sealingTo([target], join(bench.directory, 'seals'));
    const retire = async () => {
      const books = await bench.playlog.booksOf(SCREEN);
      const publishedThrough = sealing.publication.publishedThrough(books.seals.folder);
      const declare = bench.playlog.declare.bind(bench.playlog);
      return retireDays(
        { screenId: SCREEN, books, rules: HCM_RULES, publishedThrough, declare },
        '2026-01-08',
        bench.now,
      );
    };
    expect(await retire()).toEqual({ days: [], heldBack: { day: '2026-01-05', because: 'not_sealed' } });
    const { seals, ledger } = await bench.playlog.booksOf(SCREEN);
    await seals.sealUntil(ledger.log, '2026-01-07', bench.now, []);
    expect(await retire()).toMatchObject({ heldBack: { because: 'not_published' } });
    await sealing.run([await logOf(bench, '2026-01-07')], bench.now);
    expect(await retire()).toMatchObject({ heldBack: { because: 'not_exported' } });
    await bench.playlog.declare({
      v: 1,
      screen: SCREEN,
      at: bench.now,
      by: { id: 'an', name: 'Nguyễn Thị Ánh' },
      kind: 'exported',
      fromDay: '2026-01-01',
      toDay: '2026-01-06',
      sha256: 'a'.repeat(64),
    });
    expect(await retire()).toEqual({
      days: ['2026-01-05', '2026-01-06'],
      heldBack: { day: '2026-01-07', because: 'not_exported' },
    });
    const { declarations } = await bench.playlog.booksOf(SCREEN);
    expect(declarations.filed.slice(-2)).toMatchObject([
      { declaration: { kind: 'retired', day: '2026-01-05', by: POLICY } },
      { declaration: { kind: 'retired', day: '2026-01-06' } },
    ]);
    const held = localDateOf(HCM_RULES, MONDAY_8_AT + 2 * DAY_MS);
    await bench.reopen();
    expect(await (await bench.playlog.booksOf(SCREEN)).ledger.log.days()).toEqual([held, '2026-01-08']);
    expect(await sealing.run([await logOf(bench, '2026-01-08')], bench.now)).toHaveLength(1);
    const { directory, disk, signer, programmes } = bench;
    const recounted = await recountScreen({
      screenId: SCREEN,
      directory,
      disk,
      sha256,
      programmes,
      verify: signer.verify,
    });
    expect(recounted.differences).toEqual([]);
    expect(recounted.retired).toBeGreaterThan(0);
    expect(recounted.statements).toBeGreaterThan(recounted.retired);
  });

  it('does not take missing days for retired ones', async () => {
    await using bench = await PlaylogBench.open();
    await fourDays(bench);
    const sealing = await sealingTo([], join(bench.directory, 'seals'));
    await sealing.run([await logOf(bench, '2026-01-07')], bench.now);
    await bench.close();
    const lost = join(bench.directory, 'ledger', SCREEN, '2026-01-05.jsonl');
    const bytes = await readFile(lost);
    await rm(lost);
    await expect(bench.reopen()).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    await writeFile(lost, bytes);
    await bench.reopen();
  });
});
