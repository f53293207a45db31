// Checks a bundle from the outside in: the signed archive, every file in it, the chains and signatures of the records, the
// programmes, and the numbers, which are counted anew. Says what was checked and which claims rest on which key.

import { type Archive, ArchiveError, openArchive } from './archive.ts';
import { BundleReader } from './bundle-reader.ts';
import { canonicalText } from './canonical.ts';
import type { Keys, Manifest } from './formats.ts';
import { type ByteSource, bytesOfBase64, Faults, type Platform, type Said } from './platform.ts';
import type { RecountResult } from './recount.ts';
import { ScreenCheck } from './screen-check.ts';
import { checkSealKeys, type SealKeyFile } from './server-statements.ts';
import { type Claim, type Verdict, verdictOf } from './verdict.ts';

export interface VerifyOptions {
  /** Key ids printed on the commissioning record; without them the bundle vouches for its own keys. */
  readonly trustedKeys: readonly string[];
  /** Every batch signature instead of the last of each boot, which signs all before it. */
  readonly everySignature: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

const SUMS_PATH = 'bang-chung.sha256';
const EVIDENCE = ['ledger', 'quarantine', 'declarations', 'programmes'];

export async function verifyBundle(
  source: ByteSource,
  platform: Platform,
  options: VerifyOptions,
): Promise<Verdict> {
  const faults = new Faults();
  let archive: Archive;
  try {
    archive = await openArchive(source, platform);
  } catch (error) {
    const what = error instanceof ArchiveError ? error.message : 'cannot be read';
    faults.add(
      '(zip)',
      `Tệp ZIP hỏng hoặc thiếu phần cuối: ${what}.`,
      `The ZIP is damaged or cut off: ${what}.`,
    );
    return verdictOf({ faults, claims: [], recounts: [], manifest: null, notes: [] });
  }
  const check = new BundleCheck(archive, platform, options, faults);
  try {
    await check.run();
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    faults.add('(zip)', `Không đọc được gói: ${what}.`, `The bundle cannot be read: ${what}.`);
  }
  return verdictOf(check);
}

class BundleCheck {
  readonly faults: Faults;
  readonly claims: Claim[] = [];
  readonly notes: Said[] = [];
  readonly recounts: (RecountResult & { screen: string; name: string })[] = [];
  manifest: Manifest | null = null;
  readonly #options: VerifyOptions;
  readonly #reader: BundleReader;

  constructor(archive: Archive, platform: Platform, options: VerifyOptions, faults: Faults) {
    this.#options = options;
    this.faults = faults;
    this.#reader = new BundleReader(archive, platform, faults, options.onProgress);
  }

  async run(): Promise<void> {
    const manifest = (await this.#reader.readJson('manifest.json')) as Manifest | null;
    const keys = (await this.#reader.readJson('keys.json')) as Keys | null;
    if (manifest?.kind !== 'vongxoay-bundle' || manifest.v !== 1 || keys === null) {
      this.faults.add('manifest.json', 'Đây không phải gói kiểm toán.', 'This is not an audit bundle.');
      return;
    }
    this.manifest = manifest;
    this.#reader.keys = keys;
    this.#checkKeys();
    await this.#readSealKeys();
    for (const screen of manifest.screens) {
      const check = new ScreenCheck(this.#reader, this.#options.everySignature);
      try {
        await check.run(screen);
      } catch (error) {
        // What is in the way is named by the line or file that holds it; the other checks go on.
        const what = error instanceof Error ? error.message : String(error);
        this.faults.add(
          '(zip)',
          `${screen.id}: không đọc hết được: ${what}.`,
          `${screen.id}: not all of it can be read: ${what}.`,
        );
      }
      this.claims.push(...check.claims);
      this.notes.push(...check.notes);
      this.recounts.push(...check.recounts);
    }
    await this.#readRest();
    this.#checkFiles(manifest);
    await this.#checkComment();
  }

  #checkKeys(): void {
    const { trustedKeys } = this.#options;
    for (const { keyId, publicKey } of [...this.#reader.keys.players, ...this.#reader.keys.server]) {
      const found = this.#reader.platform.sha256(bytesOfBase64(publicKey)).slice(0, 16);
      if (found !== keyId) {
        this.faults.add(
          'keys.json',
          `Khóa ${keyId} không đúng mã.`,
          `Key ${keyId} has another id: ${found}.`,
        );
      }
      if (trustedKeys.length > 0 && !trustedKeys.includes(keyId)) {
        this.faults.add(
          'keys.json',
          `Khóa ${keyId} không có trong biên bản lắp đặt.`,
          `Key ${keyId} is not on the commissioning record.`,
        );
      }
    }
    if (trustedKeys.length > 0) return;
    this.notes.push({
      vi: 'Chưa đối chiếu mã khóa với biên bản lắp đặt: gói đang tự chứng thực khóa của nó.',
      en: 'No key ids of the commissioning record were given: the bundle vouches for its own keys.',
    });
  }

  async #readSealKeys(): Promise<void> {
    const keys: (SealKeyFile & { path: string })[] = [];
    for (const { path } of this.#reader.under('seals/keys/')) {
      const file = (await this.#reader.readJson(path)) as SealKeyFile | null;
      if (file !== null) keys.push({ ...file, path });
    }
    const { breaks } = await checkSealKeys(keys, this.#reader.platform, this.faults);
    if (breaks === 0) return;
    this.notes.push({
      vi: `Khóa chốt sổ đã mất ${breaks} lần: đối chiếu khóa mới với biên bản.`,
      en: `The seal key was lost ${breaks} times: compare the new one with the record on paper.`,
    });
  }

  /** Files nobody has looked into yet: their hashes still have to be right. */
  async #readRest(): Promise<void> {
    for (const entry of this.#reader.archive.entries) {
      if (!this.#reader.hashes.has(entry.path)) await this.#reader.lines(entry, () => undefined);
    }
  }

  #checkFiles(manifest: Manifest): void {
    const listed = new Map(manifest.files.map((file) => [file.path, file]));
    for (const { path, bytes } of this.#reader.archive.entries) {
      const file = listed.get(path);
      listed.delete(path);
      if (path === 'manifest.json') continue;
      if (file === undefined)
        this.faults.add(path, 'Tệp không có trong danh mục.', 'The file is not in the manifest.');
      else if (file.sha256 !== this.#reader.hashes.get(path) || file.bytes !== bytes) {
        this.faults.add(path, 'Tệp khác với danh mục.', 'The file differs from the manifest.');
      }
    }
    for (const path of listed.keys()) this.faults.add(path, 'Thiếu tệp.', 'The file is missing.');
    const sums = [...this.#reader.hashes]
      .filter(([path]) => EVIDENCE.includes(path.split('/')[0] ?? ''))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, sha256]) => `${sha256}  ${path}\n`)
      .join('');
    const code = this.#reader.platform.sha256(sums);
    if (code !== manifest.code || code !== this.#reader.hashes.get(SUMS_PATH)) {
      this.faults.add(
        SUMS_PATH,
        'Mã gói không khớp bằng chứng.',
        'The code of the bundle does not fit the evidence.',
      );
    }
  }

  async #checkComment(): Promise<void> {
    const { comment } = this.#reader.archive;
    const sha256 = await this.#reader.archive.unsignedSha256();
    let signed: { keyId?: string; sha256?: string; signature?: string; v?: number } = {};
    try {
      signed = JSON.parse(comment) as typeof signed;
    } catch {
      // Left empty: reported below as unsigned.
    }
    const { keyId = '', signature = '' } = signed;
    const isCanonical = comment === canonicalText({ v: 1, keyId, sha256, signature });
    const text = `vongxoay/bundle/v1\n${sha256}`;
    if (!isCanonical || !(await this.#reader.isSigned(keyId, 'seals', text, signature))) {
      this.faults.add(
        '(zip)',
        'Tệp ZIP không đúng như lúc máy chủ xác thực.',
        'The ZIP is not as the server signed it.',
      );
      return;
    }
    this.claims.push({ keyId, said: { vi: 'cả gói, từng byte', en: 'the whole archive, byte for byte' } });
  }
}
