// Makes the file of one download from the ledgers as they stood when it was ordered. Runs beside the server, in a worker
// thread: whatever it costs, ingest and sockets do not wait for it. Reads files, writes one scratch file, nothing else.

import { join } from 'node:path';
import type { FiledDeclaration } from '../../../content/model/declaration.ts';
import type { PhotographView } from '../../../content/model/photograph.ts';
import type { DownloadOrder } from '../../../content/model/download.ts';
import type { Instant, Interval } from '../../../content/model/instant.ts';
import { intervalOf } from '../../../content/model/report-period.ts';
import type { SignedProgramme } from '../../../content/model/programme.ts';
import type { SignedSealKey } from '../../../content/model/seal.ts';
import { type Organisation, organisationOn } from '../../../content/model/seed.ts';
import { canonicalJson } from '../../../content/model/canonical.ts';
import { sha256Hex } from '../../store/digest.ts';
import { threadDisk } from '../../store/disk.ts';
import { readIfPresent, writeScratch } from '../../store/files.ts';
import { csvHeading } from '../export-csv.ts';
import { jsonlRows } from '../export-jsonl.ts';
import { LedgerReader, type LedgerView } from '../ledger-view.ts';
import { photographedOf, photographNote } from './photograph-note.ts';
import { bundleArchive, bundleCodeOf, type PlayerKeyEntry, type ServerKeyEntry } from './bundle.ts';
import {
  dayFilesOf,
  type EvidenceFile,
  linesFile,
  sealFilesOf,
  textFile,
  wholeFile,
} from './evidence-files.ts';
import { foldReport } from './fold-report.ts';
import type { ReportDocument, SealPlaceOfScreen, YieldNote } from './report-document.ts';
import { settledCsv } from '../settled-csv.ts';
import { commissioningPdf, samplePdf, type SampleRow } from './inspection-pdf.ts';
import { reportDocx } from './report-docx.ts';
import { certificatePdf, reportPdf } from './report-pdf.ts';
import { reportXlsx } from './report-xlsx.ts';
import { statedNotes } from './stated-notes.ts';

export interface ScreenTask {
  readonly view: LedgerView;
  readonly signed: readonly SignedProgramme[];
  /** Days of receipt that hold something of the period, in order. */
  readonly receiptDays: readonly string[];
  readonly filed: readonly FiledDeclaration[];
  /** Of the period, with what the ledger says to them. */
  readonly photographs: readonly PhotographView[];
  /** Where the pictures of `photographs` lie, by their hash. */
  readonly photographDirectory: string;
  readonly sealPlaces: readonly SealPlaceOfScreen[];
}

/** Plain data, so that it crosses to a worker. */
export interface DownloadTask {
  readonly order: DownloadOrder;
  readonly targetPath: string;
  readonly now: Instant;
  readonly madeBy: string;
  readonly organisation: Organisation | null;
  readonly screens: readonly ScreenTask[];
  readonly players: readonly PlayerKeyEntry[];
  readonly server: readonly ServerKeyEntry[];
  /** Of the key that will sign a bundle. */
  readonly signerKeyId: string;
  /** Which key signs seals, since when, who vouches for it. */
  readonly sealKeyStatements: readonly SignedSealKey[];
  /** Path of the page that checks bundles; a bundle goes without where it was not built. */
  readonly verifierPage: string;
  /** Where the pictures lie by their hash. */
  readonly assetDirectory: string;
}

export interface MadeDownload {
  readonly bytes: number;
  readonly sha256: string;
}

export async function makeDownload(
  task: DownloadTask,
  onPercent: (percent: number) => void,
): Promise<MadeDownload> {
  const readers = task.screens.map(({ view }) => new LedgerReader(view, sha256Hex, threadDisk));
  return writeScratch(task.targetPath, contentOf(task, readers, onPercent));
}

async function* contentOf(
  task: DownloadTask,
  readers: readonly LedgerReader[],
  onPercent: (percent: number) => void,
): AsyncGenerator<string | Uint8Array> {
  const { order, now } = task;
  switch (order.format) {
    case 'csv':
      yield csvHeading();
      for (const [index, reader] of readers.entries()) {
        yield* settledCsv(reader, intervalOf(reader.rules, order), now, order);
        onPercent(Math.floor(((index + 1) / readers.length) * 100));
      }
      return;
    case 'jsonl':
      for (const reader of readers) {
        yield* jsonlRows(reader.log, reader.days, intervalOf(reader.rules, order));
      }
      return;
    case 'bundle':
      yield* bundleOf(task, readers, onPercent);
      return;
    case 'xlsx': {
      const { document, detail } = await documentOf(task, readers, onPercent);
      yield await reportXlsx(document, detail);
      return;
    }
    case 'pdf':
      yield await reportPdf((await documentOf(task, readers, onPercent)).document);
      return;
    case 'certificate':
      yield await certificatePdf((await documentOf(task, readers, onPercent)).document);
      return;
    case 'sample': {
      const { document, sampled } = await documentOf(task, readers, onPercent);
      const pictures = await picturesOf(task, sampled);
      yield await samplePdf(document, order.seed, sampled, pictures, photographedOf(task));
      return;
    }
    case 'commissioning':
      yield await commissioningPdf(
        (await documentOf(task, readers, onPercent)).document,
        task.players,
        task.server,
        readers,
      );
      return;
    case 'docx':
      yield await reportDocx((await documentOf(task, readers, onPercent)).document);
      return;
  }
}

async function documentOf(
  task: DownloadTask,
  readers: readonly LedgerReader[],
  onPercent: (percent: number) => void,
) {
  const { order, now, organisation } = task;
  const wantsDetail = order.format === 'xlsx';
  const { report, detail, sampled } = await foldReport(
    readers,
    { period: order, filter: order, now, wantsDetail, seed: order.format === 'sample' ? order.seed : null },
    (reader, until) => {
      const { from, to } = intervalOf(reader.rules, order);
      const share = Math.min(1, (until - from) / (to - from));
      onPercent(Math.floor(((readers.indexOf(reader) + share) / readers.length) * 95));
    },
  );
  const evidence = await evidenceOf(task);
  const document: ReportDocument = {
    organisation: organisation === null ? null : organisationOn(organisation, order.untilDate),
    period: order,
    screens: readers.map(({ view, rules }) => ({ id: view.screenId, name: view.screenName, rules })),
    report,
    playlistNames: new Map(
      readers.flatMap(({ programmes }) =>
        programmes.flatMap(({ playlists }) => playlists.map(({ id, name }) => [id, name] as const)),
      ),
    ),
    sealPlaces: task.screens.flatMap(({ sealPlaces }) => sealPlaces),
    explanations: task.screens.flatMap(({ filed, view, photographs }) => [
      ...statedNotes(filed, view, intervalOf(view.rules, order)),
      ...photographs.map((one) => photographNote(one, view.rules)),
    ]),
    yields: readers.flatMap(({ view, rules }) => yieldsOf(view, intervalOf(rules, order))),
    madeAt: now,
    madeBy: task.madeBy,
    bundleCode: await bundleCodeOf(evidence.flat()),
    serverKeyId: task.signerKeyId,
  };
  return { document, detail, sampled };
}

async function* bundleOf(
  task: DownloadTask,
  readers: readonly LedgerReader[],
  onPercent: (percent: number) => void,
): AsyncGenerator<Uint8Array> {
  const { order, now, madeBy, organisation, players, server } = task;
  const evidence = (await evidenceOf(task)).flat();
  const besides = await besidesOf(task, readers);
  const total = [...evidence, ...besides].reduce((sum, { bytes }) => sum + bytes, 1);
  let done = 0;
  const header = {
    madeAt: now,
    madeBy,
    organisation: organisation === null ? '' : organisationOn(organisation, order.untilDate).name,
    period: { fromDate: order.fromDate, untilDate: order.untilDate },
    screens: readers.map((reader) => ({
      id: reader.screenId,
      name: reader.view.screenName,
      ...intervalOf(reader.rules, order),
    })),
  };
  yield* bundleArchive({ header, evidence, besides, keys: { players, server } }, (bytes) => {
    done += bytes;
    onPercent(Math.min(99, Math.floor((done / total) * 100)));
  });
}

/** Those that touch the period. */
function yieldsOf({ screenId, yields }: LedgerView, period: Interval): YieldNote[] {
  return yields
    .filter(({ from, to }) => from < period.to && (to ?? from) >= period.from)
    .map((one) => ({ ...one, screenId }));
}

/** By screen: the whole days of receipt that hold something of the period, and what rules them. */
async function evidenceOf(task: DownloadTask): Promise<EvidenceFile[][]> {
  return Promise.all(
    task.screens.map(async ({ view, signed, receiptDays }) => {
      const range = { fromDay: receiptDays[0] ?? '~', toDay: receiptDays.at(-1) ?? '' };
      const all = { fromDay: '', toDay: '~' };
      const { screenId, directory, acknowledged, beside } = view;
      const files = await dayFilesOf({ directory, acknowledged }, `ledger/${screenId}`, range);
      for (const log of beside) {
        if (log.folder === 'quarantine')
          files.push(...(await dayFilesOf(log, `quarantine/${screenId}`, range)));
        if (log.folder === 'declarations') {
          files.push(...(await dayFilesOf(log, `declarations/${screenId}`, all)));
        }
      }
      const programmes = signed.map((one) =>
        textFile(`programmes/${screenId}/${one.programme.number}.json`, `${canonicalJson(one)}\n`),
      );
      return [...files, ...programmes];
    }),
  );
}

async function besidesOf(task: DownloadTask, readers: readonly LedgerReader[]): Promise<EvidenceFile[]> {
  const files: EvidenceFile[] = [];
  for (const [index, screen] of task.screens.entries()) {
    const { view, receiptDays } = screen;
    const { screenId, rules, beside, sealDirectory } = view;
    const reader = readers[index];
    if (reader === undefined) continue;
    files.push(
      linesFile(`report/${screenId}.jsonl`, async function* () {
        for await (const { accounts } of reader.accounts(intervalOf(rules, task.order), task.now)) {
          for (const account of accounts) yield `${canonicalJson(account)}\n`;
        }
      }),
    );
    const all = { fromDay: '', toDay: '~' };
    for (const log of beside) {
      if (log.folder === 'accounts') files.push(...(await dayFilesOf(log, `accounts/${screenId}`, all)));
    }
    files.push(...(await sealFilesOf(sealDirectory, `seals/ledger/${screenId}`, receiptDays)));
    files.push(...(await photographFilesOf(screen)));
  }
  for (const signed of task.sealKeyStatements) {
    files.push(textFile(`seals/keys/${signed.statement.number}.json`, `${canonicalJson(signed)}\n`));
  }
  const page = await readIfPresent(task.verifierPage);
  if (page !== undefined) files.push(textFile('kiem-tra.html', Buffer.from(page).toString('utf8')));
  return files;
}

/** Photographs of the period, one picture each, and what the ledger said to them when the bundle was made. */
async function photographFilesOf({ view, photographs, photographDirectory }: ScreenTask) {
  if (photographs.length === 0) return [];
  const folder = `photographs/${view.screenId}`;
  const lines = photographs.map((one) => `${canonicalJson(one)}\n`);
  const pictures = await Promise.all(
    photographs.map(async ({ sha256 }) =>
      wholeFile(`${folder}/${sha256}.jpg`, join(photographDirectory, `${sha256}.jpg`)),
    ),
  );
  return [textFile(`${folder}.jsonl`, lines.join('')), ...pictures];
}

/** The approved pictures of the showings, as a document can hold them; none where a file is gone. */
async function picturesOf(
  { assetDirectory }: DownloadTask,
  rows: readonly SampleRow[],
): Promise<Map<string, string>> {
  const pictures = new Map<string, string>();
  for (const { row } of rows) {
    if (row.asset === null || pictures.has(row.asset)) continue;
    const bytes = await readIfPresent(join(assetDirectory, row.asset.slice(0, 2), row.asset));
    if (bytes !== undefined) {
      pictures.set(row.asset, `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`);
    }
  }
  return pictures;
}
