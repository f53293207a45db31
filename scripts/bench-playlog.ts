// npm run bench:playlog -- --screens 1,3,10 --days 3
// Report, CSV and verification of the city's programme against sqlite3 on the same rows, side by side from one run. Rows
// are what the real engine plans and an undisturbed player would write, chained, signed and ingested for real; a year is
// the same by days (--days 365), as all three are linear in rows: the slope over the numbers of screens is printed.

import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { canonicalJson } from '../content/model/canonical.ts';
import { planHour } from '../content/model/hour-plan.ts';
import { DAY_MS, HOUR_MS, localDateOf } from '../content/model/instant.ts';
import { batchSigningText, type ChainHead, chainRecord, type RecordDraft } from '../content/model/play.ts';
import { programmeSigningText, type SignedProgramme } from '../content/model/programme.ts';
import { segmentsOf } from '../content/model/segments.ts';
import { openPlaylog } from '../server/playlog/playlog.ts';
import { LedgerReader } from '../server/playlog/ledger-view.ts';
import { finishBundle } from '../server/playlog/report/bundle.ts';
import { foldReport } from '../server/playlog/report/fold-report.ts';
import { type DownloadTask, makeDownload } from '../server/playlog/report/make-download.ts';
import { cityProgramme, sha256, START_AT, ZONE_RULES } from './simulate/city.ts';
import { nodePlatform, openFile } from './verify-playlog/node-platform.ts';
import { verifyBundle } from './verify-playlog/verify-bundle.ts';

const { values } = parseArgs({
  options: { screens: { type: 'string', default: '1,3,10' }, days: { type: 'string', default: '3' } },
});
const days = Number(values.days);
const CLOCK = { state: 'synced', offsetMs: 0, uncertaintyMs: 20 } as const;

class BenchKey {
  readonly #pair = generateKeyPairSync('ed25519');
  readonly publicKey = Buffer.from(
    String(this.#pair.publicKey.export({ format: 'jwk' }).x),
    'base64url',
  ).toString('base64');
  readonly keyId = createHash('sha256')
    .update(Buffer.from(this.publicKey, 'base64'))
    .digest('hex')
    .slice(0, 16);

  sign(text: string): string {
    return sign(null, Buffer.from(text), this.#pair.privateKey).toString('base64');
  }

  verify(text: string, signature: string): boolean {
    return verify(null, Buffer.from(text), this.#pair.publicKey, Buffer.from(signature, 'base64'));
  }
}

function programmeOf(screenId: string, key: BenchKey): SignedProgramme {
  const { programme } = cityProgramme(screenId, 1, START_AT);
  const hash = sha256(canonicalJson(programme));
  return { programme, sha256: hash, keyId: key.keyId, signature: key.sign(programmeSigningText(hash)) };
}

/** What an undisturbed player writes in a day. */
function* draftsOf(
  { programme, sha256: programmeSha256 }: SignedProgramme,
  day: number,
): Generator<RecordDraft> {
  for (
    let hourFrom = START_AT + day * DAY_MS;
    hourFrom < START_AT + (day + 1) * DAY_MS;
    hourFrom += HOUR_MS
  ) {
    const hour = { from: hourFrom, to: hourFrom + HOUR_MS };
    for (const segment of segmentsOf([programme], hour, planHour([programme], hour))) {
      if (segment.role === 'closed' || segment.role === 'idle') continue;
      const item = programme.items.find(({ id }) => id === segment.itemId);
      if (item === undefined) throw new Error(`no item ${segment.itemId}`);
      const lastsMs = segment.to - segment.from;
      const slot = segment.role === 'slot' ? segment.slot : null;
      yield {
        type: 'play',
        at: segment.from,
        monoMs: segment.from - START_AT,
        clock: CLOCK,
        role: segment.role,
        programme: 1,
        programmeSha256,
        hourFrom,
        slot: slot === null ? null : `${slot.account}#${slot.k}`,
        attempt: 0,
        playlist: segment.role === 'slot' ? segment.slot.playlistId : segment.playlistId,
        item: item.id,
        version: item.version,
        title: item.title,
        text: item.text,
        asset: item.rendition.picture.sha256,
        pixels: item.rendition.pixelsSha256,
        plannedAt: segment.from,
        plannedMs: lastsMs,
        shownMs: lastsMs,
        visibleMs: lastsMs,
        frames: Math.round(lastsMs / 17),
        coveredMs: 0,
        end: 'completed',
      };
    }
  }
}

function timed<T>(run: () => T): { ms: number; result: T } {
  const startedMs = performance.now();
  const result = run();
  return { ms: performance.now() - startedMs, result };
}

async function timedAsync<T>(run: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const startedMs = performance.now();
  const result = await run();
  return { ms: performance.now() - startedMs, result };
}

function sqlite(database: string, ...commands: string[]): string {
  const outcome = spawnSync('sqlite3', [database], {
    input: commands.join('\n'),
    encoding: 'utf8',
    maxBuffer: 2 ** 31,
  });
  if (outcome.status !== 0 || outcome.stderr !== '') throw new Error(`sqlite3: ${outcome.stderr}`);
  return outcome.stdout.trim();
}

async function bench(screens: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-playlog-'));
  const server = new BenchKey();
  const ids = Array.from({ length: screens }, (_, index) => `man-hinh-${index + 1}`);
  const keys = new Map(ids.map((id) => [id, new BenchKey()]));
  const programmes = new Map(ids.map((id) => [id, programmeOf(id, server)]));
  const now = START_AT + (days + 1) * DAY_MS;
  const playlog = await openPlaylog({
    directory: folder,
    sha256,
    now: () => now,
    findKey: (keyId) => {
      const found = [...keys].find(([, key]) => key.keyId === keyId);
      if (found === undefined) return undefined;
      const [screenId, key] = found;
      return { screenId, algorithm: 'Ed25519', revoked: false, verify: (text, by) => key.verify(text, by) };
    },
    programmesOf: (id) => [programmes.get(id)?.programme].flatMap((one) => one ?? []),
    zoneRulesOf: () => ZONE_RULES,
    signer: {
      keyId: server.keyId,
      sign: (text) => server.sign(text),
      verify: (_, text, by) => server.verify(text, by),
    },
  });
  let rows = 0;
  const ingest = await timedAsync(async () => {
    for (const [screen, key] of keys) {
      const signed = programmes.get(screen);
      if (signed === undefined) continue;
      let head: ChainHead = {
        screen,
        key: key.keyId,
        boot: sha256(screen).slice(0, 16),
        nextSeq: 0,
        sha256: null,
      };
      let batch: ReturnType<typeof chainRecord>['record'][] = [];
      const send = async (receivedAt: number) => {
        const { boot, sha256: hash, nextSeq } = head;
        const text = batchSigningText({
          screen,
          key: key.keyId,
          boot,
          lastSeq: nextSeq - 1,
          sha256: hash ?? '',
        });
        await playlog.ingest(
          screen,
          key.keyId,
          { boot, records: batch, signature: key.sign(text) },
          receivedAt,
        );
        batch = [];
      };
      const add = (draft: RecordDraft) => {
        const chained = chainRecord(head, draft, sha256);
        head = chained.head;
        batch.push(chained.record);
        rows += 1;
      };
      const about = { app: 'bench', userAgent: 'bench', epoch: 'bench', previous: null };
      add({ type: 'boot', at: START_AT - 1_000, monoMs: 0, clock: CLOCK, cause: 'start', ...about });
      for (let day = 0; day < days; day += 1) {
        for (const draft of draftsOf(signed, day)) {
          add(draft);
          if (batch.length === 200) await send((draft.at ?? START_AT) + 60_000);
        }
        if (batch.length > 0) await send(START_AT + (day + 1) * DAY_MS - 1_000);
      }
    }
  });
  const period = {
    fromDate: localDateOf(ZONE_RULES, START_AT),
    untilDate: localDateOf(ZONE_RULES, START_AT + (days - 1) * DAY_MS),
  };
  // What the server does every few minutes: a report then rests on what was stated.
  const stating = await timedAsync(async () => {
    for (const id of ids) await playlog.stateAccounts(id, now);
  });
  const tasks = await Promise.all(
    ids.map(async (id) => {
      const view = await playlog.viewOf(id);
      const signed = [programmes.get(id)].flatMap((one) => one ?? []);
      return { view, signed, receiptDays: view.days.map(([day]) => day).sort(), filed: [], photographs: [] };
    }),
  );
  const taskOf = (format: DownloadTask['order']['format']): DownloadTask => ({
    order: { format, screenIds: ids, ...period, playlistIds: [], itemIds: [], seed: '' },
    targetPath: join(folder, `out.${format}`),
    now,
    madeBy: 'bench',
    organisation: null,
    screens: tasks,
    players: [...keys].map(([screenId, { keyId, publicKey }]) => {
      return {
        keyId,
        screenId,
        algorithm: 'Ed25519' as const,
        publicKey,
        enrolledAt: START_AT,
        endedAt: null,
      };
    }),
    server: (['programmes', 'seals'] as const).map((use) => ({
      keyId: server.keyId,
      publicKey: server.publicKey,
      use,
    })),
    signerKeyId: server.keyId,
    sealKeyStatements: [],
    verifierPage: join(folder, 'none'),
    assetDirectory: folder,
  });
  const csv = await timedAsync(() => makeDownload(taskOf('csv'), () => undefined));
  const report = await timedAsync(() => makeDownload(taskOf('pdf'), () => undefined));
  const fold = await timedAsync(async () => {
    const readers = tasks.map(({ view }) => new LedgerReader(view, sha256));
    const scope = { period, filter: { playlistIds: [], itemIds: [] }, now, wantsDetail: false, seed: null };
    return foldReport(readers, scope, () => undefined);
  });
  const bundle = await timedAsync(async () => {
    const { sha256: hash } = await makeDownload(taskOf('bundle'), () => undefined);
    return finishBundle(join(folder, 'out.bundle'), hash, {
      keyId: server.keyId,
      sign: (text) => server.sign(text),
    });
  });
  const check = await timedAsync(async () => {
    await using file = await openFile(join(folder, 'out.bundle'));
    return await verifyBundle(file, nodePlatform, { trustedKeys: [], everySignature: false });
  });
  const database = join(folder, 'rows.db');
  const imported = timed(() => sqlite(database, '.mode csv', `.import ${join(folder, 'out.csv')} plays`));
  const columns = sqlite(
    database,
    "select group_concat('length(\"' || name || '\")', ' + ') from pragma_table_info('plays');",
  );
  const scan = timed(() => sqlite(database, `select count(*), sum(${columns}) from plays;`));
  const dump = timed(() =>
    sqlite(
      database,
      '.mode csv',
      '.headers on',
      `.output ${join(folder, 'sqlite.csv')}`,
      'select * from plays;',
    ),
  );
  const counted = Number(
    sqlite(database, `select count(*) from plays where "Được tính (chứng minh hình gửi tới LED)" = 'có';`),
  );
  for (const fault of check.result.faults.slice(0, 3)) console.log(fault.place, fault.said.en);
  await playlog[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
  const folded = fold.result.report.totals.reduce((sum, { sums }) => sum + sums.shown + sums.madeGood, 0);
  const stated = check.result.lines
    .map(({ en }) => /shown (\d+)/.exec(en)?.[1])
    .flatMap((one) => (one === undefined ? [] : [Number(one)]));
  const recounted = stated.reduce((a, b) => a + b, 0);
  const ratio = (ms: number, by: number) => (ms / by).toFixed(2);
  console.log(
    [
      `${screens} screens × ${days} days, ${rows} rows, verified ${check.result.ok ? 'untouched' : 'CHANGED'}`,
      `counted: csv in sqlite3 ${counted}, verifier ${recounted}, report ${folded}`,
      `stating all hours ${Math.round(stating.ms)} ms (done by the server as hours end)`,
      `ingest ${Math.round(rows / (ingest.ms / 1_000))} rows/s (${ratio(imported.ms, ingest.ms)} of sqlite3 .import without keys)`,
      `sqlite3 scan ${Math.round(scan.ms)} ms; report ${Math.round(fold.ms)} ms = ${ratio(fold.ms, scan.ms)}× (as PDF with the bundle's code ${Math.round(report.ms)} ms); verify ${Math.round(check.ms)} ms = ${ratio(check.ms, scan.ms)}×`,
      `sqlite3 -csv ${Math.round(dump.ms)} ms; csv ${Math.round(csv.ms)} ms = ${ratio(csv.ms, dump.ms)}×; bundle ${Math.round(bundle.ms)} ms, ${bundle.result.bytes} bytes`,
      `per row: report ${((fold.ms * 1_000) / rows).toFixed(1)} µs, csv ${((csv.ms * 1_000) / rows).toFixed(1)} µs, verify ${((check.ms * 1_000) / rows).toFixed(1)} µs; resident ${Math.round(process.memoryUsage.rss() / 1_048_576)} MB`,
    ].join('\n'),
  );
  if (!check.result.ok || counted !== recounted || counted !== folded) process.exitCode = 1;
}

for (const screens of values.screens.split(',').map(Number)) await bench(screens);
