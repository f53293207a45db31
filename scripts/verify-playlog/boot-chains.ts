// The chains inside a ledger: every record of a boot names the hash of the one before, and a player's signature over the
// last of a batch signs all of them. Records may arrive late and in pieces, so a boot is a set of runs that must join.

import type { BatchBody, PlayerKey, PlayRecord } from './formats.ts';
import { bytesOfBase64, type Faults, type Platform } from './platform.ts';

interface Run {
  from: number;
  to: number;
  firstPrev: string | null;
  lastHash: string;
  /** Place of the first and the last record. */
  firstPlace: string;
  place: string;
}

interface Boot {
  readonly screen: string;
  readonly key: string;
  readonly boot: string;
  runs: Run[];
  /** Latest records by seq modulo their number, to look back at what a batch or a seal names. */
  readonly recent: { seq: number; sha256: string }[];
  signedTo: number;
  lastBatch: { batch: BatchBody; place: string } | null;
  previous: { boot: string; seq: number; sha256: string; place: string } | null;
  plays: number;
}

const REMEMBERED = 1_024;

function recentHash({ recent }: Boot, seq: number): string | undefined {
  const found = recent[seq % REMEMBERED];
  return found?.seq === seq ? found.sha256 : undefined;
}

export class BootChains {
  readonly #boots = new Map<string, Boot>();
  readonly #keys: ReadonlyMap<string, PlayerKey>;
  readonly #platform: Platform;
  readonly #faults: Faults;
  readonly #everySignature: boolean;
  #last: Boot | undefined;
  readonly recordsByKey = new Map<string, number>();
  signatures = 0;

  constructor(keys: readonly PlayerKey[], platform: Platform, faults: Faults, everySignature: boolean) {
    this.#keys = new Map(keys.map((key) => [key.keyId, key]));
    this.#platform = platform;
    this.#faults = faults;
    this.#everySignature = everySignature;
  }

  get boots(): number {
    return this.#boots.size;
  }

  add(record: PlayRecord, sha256: string, place: string): void {
    const { key, seq, prev, type } = record;
    const boot = this.#bootOf(record.screen, key, record.boot);
    this.recordsByKey.set(key, (this.recordsByKey.get(key) ?? 0) + 1);
    const isFirst = seq === 0;
    if (isFirst !== (prev === null) || isFirst !== (type === 'boot')) {
      this.#faults.add(
        place,
        'Bản ghi mở đầu lần khởi động không đúng chỗ.',
        'A boot record is out of place.',
      );
    }
    const [run] = boot.runs;
    if (boot.runs.length === 1 && run?.to === seq - 1 && run.lastHash === prev) {
      // As nearly always: it follows all that there is.
      run.to = seq;
      run.lastHash = sha256;
      run.place = place;
    } else if (!this.#join(boot, record, sha256, place)) return;
    boot.recent[seq % REMEMBERED] = { seq, sha256 };
    if (type === 'boot' && record.previous != null) boot.previous = { ...record.previous, place };
    if (type === 'play') boot.plays += 1;
  }

  /** Adds a record to the runs of its boot; false: it stands there already. */
  #join(boot: Boot, { seq, prev }: PlayRecord, sha256: string, place: string): boolean {
    if (boot.runs.some(({ from, to }) => seq >= from && seq <= to)) {
      this.#faults.add(place, `Bản ghi số ${seq} có hai lần.`, `Record ${seq} stands twice.`);
      return false;
    }
    const before = boot.runs.find(({ to }) => to === seq - 1);
    const after = boot.runs.find(({ from }) => from === seq + 1);
    if (before !== undefined && before.lastHash !== prev) {
      this.#faults.add(
        place,
        `Bản ghi số ${seq} không nối tiếp bản ghi trước.`,
        `Record ${seq} does not continue the one before.`,
      );
    }
    if (after !== undefined && after.firstPrev !== sha256) {
      this.#faults.add(
        after.firstPlace,
        `Bản ghi số ${seq + 1} không nối tiếp bản ghi số ${seq}.`,
        `Record ${seq + 1} does not continue record ${seq}.`,
      );
    }
    const run = { from: seq, to: seq, firstPrev: prev, lastHash: sha256, firstPlace: place, place };
    if (before === undefined && after === undefined) boot.runs.push(run);
    else if (before !== undefined) {
      Object.assign(
        before,
        after === undefined
          ? { to: seq, lastHash: sha256, place }
          : { to: after.to, lastHash: after.lastHash, place: after.place },
      );
      if (after !== undefined) boot.runs = boot.runs.filter((one) => one !== after);
    } else if (after !== undefined) Object.assign(after, { from: seq, firstPrev: prev, firstPlace: place });
    return true;
  }

  /** A signature of the player over everything of a boot up to a record. */
  async addBatch(screen: string, batch: BatchBody, place: string): Promise<void> {
    const boot = this.#bootOf(screen, batch.key, batch.boot);
    const known = recentHash(boot, batch.lastSeq);
    if (known !== undefined && known !== batch.sha256) {
      this.#faults.add(
        place,
        `Chữ ký lô chỉ một bản ghi khác bản ghi số ${batch.lastSeq}.`,
        `The batch signature names another record than ${batch.lastSeq}.`,
      );
    }
    boot.signedTo = Math.max(boot.signedTo, batch.lastSeq);
    if (this.#everySignature) await this.#verifyBatch(screen, batch, place);
    else if (boot.lastBatch === null || boot.lastBatch.batch.lastSeq <= batch.lastSeq)
      boot.lastBatch = { batch, place };
  }

  /** The player's own statement that an hour is over. */
  async addSeal(record: PlayRecord, place: string): Promise<void> {
    const { screen, key, boot: name, hour, sealed, server } = record;
    const boot = this.#bootOf(screen, key, name);
    const known = recentHash(boot, sealed.seq);
    if (known !== undefined && known !== sealed.sha256) {
      this.#faults.add(place, 'Chốt giờ chỉ một bản ghi khác.', 'The hour seal names another record.');
    }
    const echo = server === null ? '-' : `${server.number} ${server.sha256}`;
    const text = [
      'vongxoay/hour-seal/v1',
      screen,
      key,
      name,
      `${hour.from} ${hour.to}`,
      `${sealed.seq} ${sealed.plays} ${sealed.sha256}`,
      echo,
    ].join('\n');
    if (!(await this.#isSignedBy(screen, key, text, record.signature))) {
      this.#faults.add(place, 'Chữ ký chốt giờ không đúng.', 'The signature of the hour seal is wrong.');
    }
  }

  /** After the last line: signatures, and how boots follow each other. */
  async finish(): Promise<void> {
    for (const boot of this.#boots.values()) {
      if (boot.lastBatch !== null)
        await this.#verifyBatch(boot.screen, boot.lastBatch.batch, boot.lastBatch.place);
      for (const run of boot.runs) {
        if (run.to > boot.signedTo) {
          this.#faults.add(
            run.place,
            `Bản ghi số ${run.to} không có chữ ký của máy điều khiển.`,
            `Record ${run.to} is not signed by the player.`,
          );
        }
      }
      this.#checkPrevious(boot);
    }
  }

  #checkPrevious({ screen, key, previous }: Boot): void {
    if (previous === null) return;
    const run = this.#boots
      .get(`${screen}/${key}/${previous.boot}`)
      ?.runs.find(({ from, to }) => previous.seq >= from && previous.seq <= to);
    if (run === undefined) return;
    const known = previous.seq === run.to ? run.lastHash : undefined;
    if (known !== undefined && known !== previous.sha256) {
      this.#faults.add(
        previous.place,
        'Lần khởi động này không nối tiếp lần trước.',
        'This boot does not continue the one before.',
      );
    }
  }

  async #verifyBatch(screen: string, batch: BatchBody, place: string): Promise<void> {
    const { key, boot, lastSeq, sha256, signature } = batch;
    const text = `vongxoay/batch/v1\n${screen}\n${key}\n${boot}\n${lastSeq}\n${sha256}`;
    if (await this.#isSignedBy(screen, key, text, signature)) return;
    this.#faults.add(
      place,
      `Chữ ký của máy điều khiển (khóa ${key}) không đúng.`,
      `The signature of the player (key ${key}) is wrong.`,
    );
  }

  async #isSignedBy(screen: string, keyId: string, text: string, signature: string): Promise<boolean> {
    const key = this.#keys.get(keyId);
    if (key === undefined || key.screenId !== screen) return false;
    this.signatures += 1;
    try {
      return await this.#platform.verify(
        key.algorithm,
        bytesOfBase64(key.publicKey),
        text,
        bytesOfBase64(signature),
      );
    } catch {
      return false; // Not base64: no signature.
    }
  }

  #bootOf(screen: string, key: string, boot: string): Boot {
    const last = this.#last;
    if (last?.boot === boot && last.key === key && last.screen === screen) return last;
    const id = `${screen}/${key}/${boot}`;
    let found = this.#boots.get(id);
    if (found === undefined) {
      const fresh = { runs: [], recent: [], signedTo: -1, lastBatch: null, previous: null, plays: 0 };
      found = { screen, key, boot, ...fresh };
      this.#boots.set(id, found);
    }
    this.#last = found;
    return found;
  }
}
