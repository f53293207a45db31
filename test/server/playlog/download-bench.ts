// A ledger with a day that went well and badly, and the downloads made from it as the server makes them.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FiledDeclaration } from '../../../content/model/declaration.ts';
import type { PhotographView } from '../../../content/model/photograph.ts';
import type { DownloadOrder } from '../../../content/model/download.ts';
import { HOUR_MS, MINUTE_MS } from '../../../content/model/instant.ts';
import { canonicalJson } from '../../../content/model/canonical.ts';
import type { JournalRecord } from '../../../content/model/play.ts';
import { programmeSigningText } from '../../../content/model/programme.ts';
import type { Organisation } from '../../../content/model/seed.ts';
import { finishBundle } from '../../../server/playlog/report/bundle.ts';
import { type DownloadTask, makeDownload } from '../../../server/playlog/report/make-download.ts';
import { JournalBuilder } from '../../support/journal-builder.ts';
import { MONDAY_8_AT } from '../../support/programme-builder.ts';
import { batches, CITY, PlaylogBench, SCREEN, sha256, TestKey } from './playlog-bench.ts';

export const ORGANISATION: Organisation = {
  id: 'ubnd',
  names: [
    {
      fromDate: '2020-01-01',
      untilDate: null,
      name: 'Ủy ban nhân dân phường Ngã Bảy',
      capsName: 'ỦY BAN NHÂN DÂN PHƯỜNG NGÃ BẢY',
      parentName: 'thành phố Cần Thơ',
      placeName: 'Ngã Bảy',
      documentSymbol: 'BC-UBND',
    },
  ],
};

export const MONDAY = { fromDate: '2026-01-05', untilDate: '2026-01-05' };

/** Hours from 8 on: all shown, two missed, one cut short by a power cut, one made good; then the player fell silent. */
export function eventfulDay(key: string, hours = 5): JournalRecord[] {
  const journal = new JournalBuilder(key).start(MONDAY_8_AT - MINUTE_MS).ready(MONDAY_8_AT - MINUTE_MS, CITY);
  for (let index = 0; index < hours; index += 1) {
    const from = MONDAY_8_AT + index * HOUR_MS;
    const hour = { from, to: from + HOUR_MS };
    if (index === 3) {
      const { boot } = journal;
      journal.hour(hour, CITY, ({ k }) => k < 5);
      journal.start(hour.to + 5 * MINUTE_MS, { cause: 'start' }).ready(hour.to + 5 * MINUTE_MS, CITY);
      if (boot === journal.boot) throw new Error('the same boot');
    } else journal.hour(hour, CITY, ({ k, account }) => !(index === 1 && account === 'a' && k < 2));
  }
  return journal.records;
}

export class DownloadBench implements AsyncDisposable {
  readonly playlog: PlaylogBench;
  readonly folder: string;
  readonly serverKey = new TestKey();
  photographs: PhotographView[] = [];
  filed: FiledDeclaration[] = [];
  readonly #files: string[] = [];

  private constructor(playlog: PlaylogBench, folder: string) {
    this.playlog = playlog;
    this.folder = folder;
  }

  /** `recordsOf` is given the id of the screen's player. */
  static async open(recordsOf: (key: string) => JournalRecord[] = eventfulDay): Promise<DownloadBench> {
    const playlog = await PlaylogBench.open();
    const records = recordsOf(playlog.enrolNamed());
    const bench = new DownloadBench(playlog, await mkdtemp(join(tmpdir(), 'download-')));
    for (const batch of batches(records, 40)) {
      await playlog.ingest(batch, (batch.at(-1)?.at ?? MONDAY_8_AT) + MINUTE_MS);
    }
    playlog.now = MONDAY_8_AT + 16 * HOUR_MS;
    return bench;
  }

  async taskOf(change: Partial<DownloadOrder> = {}): Promise<DownloadTask> {
    const order: DownloadOrder = {
      format: 'xlsx',
      screenIds: [SCREEN],
      ...MONDAY,
      playlistIds: [],
      itemIds: [],
      seed: '',
      ...change,
    };
    const view = await this.playlog.playlog.viewOf(SCREEN);
    const signed = this.playlog.programmes.map((programme) => {
      const hash = sha256(canonicalJson(programme));
      const { keyId } = this.serverKey;
      return { programme, sha256: hash, keyId, signature: this.serverKey.sign(programmeSigningText(hash)) };
    });
    const path = join(this.folder, `${this.#files.length}.${order.format}`);
    this.#files.push(path);
    return {
      order,
      targetPath: path,
      now: this.playlog.now,
      madeBy: 'Nguyễn Thị Ánh',
      organisation: ORGANISATION,
      screens: [
        {
          view,
          signed,
          receiptDays: view.days.map(([day]) => day).sort(),
          filed: this.filed,
          photographs: this.photographs,
          photographDirectory: this.folder,
          sealPlaces: [{ screenId: SCREEN, where: '/mnt/so-chot', throughDay: '2026-01-04' }],
        },
      ],
      players: this.playlog.keyEntries(),
      server: (['programmes', 'seals'] as const).map((use) => ({
        keyId: this.serverKey.keyId,
        publicKey: this.serverKey.publicKey,
        use,
      })),
      signerKeyId: this.serverKey.keyId,
      sealKeyStatements: [],
      verifierPage: join(this.folder, 'no-page.html'),
      assetDirectory: this.folder,
    };
  }

  /** The file of an order, signed where it is a bundle. */
  async make(change: Partial<DownloadOrder> = {}): Promise<{ path: string; bytes: Buffer }> {
    const task = await this.taskOf(change);
    const { sha256: hash } = await makeDownload(task, () => undefined);
    if (task.order.format === 'bundle') {
      await finishBundle(task.targetPath, hash, {
        keyId: this.serverKey.keyId,
        sign: (text) => this.serverKey.sign(text),
      });
    }
    return { path: task.targetPath, bytes: await readFile(task.targetPath) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.playlog[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true });
  }
}
