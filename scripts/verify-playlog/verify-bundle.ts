// Checks a bundle from the outside in: the signed archive, every file in it, the chains and signatures of the records, the
// programmes, and the numbers, which are counted anew. Says what was checked and which claims rest on which key.

import { type Archive, type ArchiveEntry, ArchiveError, openArchive } from './archive.ts';
import { BootChains } from './boot-chains.ts';
import { canonicalText, type Json } from './canonical.ts';
import type { Keys, LedgerBody, Manifest, Programme, ServerKey, StatedAccount } from './formats.ts';
import { LineChain } from './ledger-lines.ts';
import { linesOf, wholeOf } from './lines.ts';
import { type ByteSource, bytesOfBase64, Faults, type Platform } from './platform.ts';
import { type Darkness, Recount, type RecountResult } from './recount.ts';
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
  readonly notes: { vi: string; en: string }[] = [];
  readonly recounts: (RecountResult & { screen: string; name: string })[] = [];
  manifest: Manifest | null = null;
  readonly #archive: Archive;
  readonly #platform: Platform;
  readonly #options: VerifyOptions;
  readonly #hashes = new Map<string, string>();
  #keys: Keys = { players: [], server: [] };
  #done = 0;

  constructor(archive: Archive, platform: Platform, options: VerifyOptions, faults: Faults) {
    this.#archive = archive;
    this.#platform = platform;
    this.#options = options;
    this.faults = faults;
  }

  async run(): Promise<void> {
    const manifest = (await this.#readJson('manifest.json')) as Manifest | null;
    const keys = (await this.#readJson('keys.json')) as Keys | null;
    if (manifest?.kind !== 'vongxoay-bundle' || manifest.v !== 1 || keys === null) {
      this.faults.add('manifest.json', 'Đây không phải gói kiểm toán.', 'This is not an audit bundle.');
      return;
    }
    this.manifest = manifest;
    this.#keys = keys;
    this.#checkKeys();
    for (const screen of manifest.screens) await this.#checkScreen(screen);
    await this.#readRest();
    this.#checkFiles(manifest);
    await this.#checkComment();
  }

  #checkKeys(): void {
    const { trustedKeys } = this.#options;
    for (const { keyId, publicKey } of [...this.#keys.players, ...this.#keys.server]) {
      const found = this.#platform.sha256(bytesOfBase64(publicKey)).slice(0, 16);
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

  async #checkScreen(screen: Manifest['screens'][number]): Promise<void> {
    const programmes = await this.#checkProgrammes(screen.id);
    const chains = new BootChains(
      this.#keys.players,
      this.#platform,
      this.faults,
      this.#options.everySignature,
    );
    const recount = new Recount(screen.id, programmes);
    const lines = await this.#readLedger(screen.id, chains, recount);
    const dark = await this.#readDeclarations(screen.id);
    const stated = await this.#readAccounts(screen.id);
    const rules = programmes.at(-1)?.zoneRules;
    if (rules !== undefined) {
      const result = recount.compare(rules, screen, stated, dark, this.faults);
      this.recounts.push({ ...result, screen: screen.id, name: screen.name });
    }
    const quarantined = await this.#readQuarantine(screen.id);
    if (quarantined > 0) {
      this.notes.push({
        vi: `${screen.id}: ${quarantined} lô bị để riêng, không tính.`,
        en: `${screen.id}: ${quarantined} batches stand in quarantine and count for nothing.`,
      });
    }
    for (const [keyId, records] of chains.recordsByKey) {
      this.claims.push({
        keyId,
        said: {
          vi: `máy điều khiển của ${screen.id}: ${records} bản ghi (sổ có ${lines} dòng)`,
          en: `player of ${screen.id}: ${records} records (ledger of ${lines} lines)`,
        },
      });
    }
  }

  async #checkProgrammes(screenId: string): Promise<Programme[]> {
    const programmes: Programme[] = [];
    const signers = new Map<string, number[]>();
    for (const entry of this.#under(`programmes/${screenId}/`)) {
      const signed = (await this.#readJson(entry.path)) as {
        programme: Programme;
        sha256: string;
        keyId: string;
        signature: string;
      } | null;
      if (signed === null) continue;
      const { programme, sha256, keyId, signature } = signed;
      const isHashRight = this.#platform.sha256(canonicalText(programme as unknown as Json)) === sha256;
      const isSigned = await this.#isSigned(
        keyId,
        'programmes',
        `vongxoay/programme/v1\n${sha256}`,
        signature,
      );
      const isNamed = entry.path === `programmes/${screenId}/${programme.number}.json`;
      if (!isHashRight || !isSigned || !isNamed || programme.screen.id !== screenId) {
        this.faults.add(
          entry.path,
          'Bản lịch phát không đúng chữ ký của máy chủ.',
          'The programme is not what the server signed.',
        );
      }
      programmes.push(programme);
      signers.set(keyId, [...(signers.get(keyId) ?? []), programme.number]);
    }
    for (const [keyId, numbers] of signers) {
      const list = numbers.toSorted((a, b) => a - b).join(', ');
      this.claims.push({
        keyId,
        said: { vi: `bản lịch phát của ${screenId} số ${list}`, en: `programmes of ${screenId}: ${list}` },
      });
    }
    return programmes.sort((a, b) => a.number - b.number);
  }

  async #readLedger(screenId: string, chains: BootChains, recount: Recount): Promise<number> {
    const chain = new LineChain(`vongxoay/ledger/v1\n${screenId}`, this.#platform, this.faults);
    let missing = 0;
    for (const entry of this.#under(`ledger/${screenId}/`)) {
      await this.#lines(entry, async (line) => {
        const taken = chain.take(line, entry.path);
        if (taken === null) return;
        const place = `${entry.path}:${line.number}`;
        const body = taken.body as LedgerBody;
        if (body.kind === 'record' && taken.recordText !== null) {
          const { record } = body;
          if (record.screen !== screenId)
            this.faults.add(place, 'Bản ghi của màn hình khác.', 'A record of another screen.');
          chains.add(record, this.#platform.sha256(taken.recordText), place);
          if (record.type === 'seal') await chains.addSeal(record, place);
          recount.add(record);
        } else if (body.kind === 'batch') await chains.addBatch(screenId, body, place);
        else if (body.kind === 'gap') missing += body.toSeq - body.fromSeq + 1;
        else this.faults.add(place, 'Dòng không rõ loại.', 'A line of an unknown kind.');
      });
    }
    await chains.finish();
    if (missing > 0) {
      this.notes.push({
        vi: `${screenId}: ${missing} bản ghi đã mất ở máy điều khiển và được ghi là mất.`,
        en: `${screenId}: ${missing} records were lost at the player and are written down as lost.`,
      });
    }
    return chain.lines;
  }

  /** Periods in which somebody declared the LED dark, and whether that was taken back. */
  async #readDeclarations(screenId: string): Promise<Darkness[]> {
    const dark: (Darkness & { n: number })[] = [];
    const withdrawn = new Set<number>();
    const chain = new LineChain(`vongxoay/declarations/v1\n${screenId}`, this.#platform, this.faults);
    for (const entry of this.#under(`declarations/${screenId}/`)) {
      await this.#lines(entry, async (line) => {
        const taken = chain.take(line, entry.path);
        if (taken === null) return;
        const { declaration, sha256, keyId, signature } = taken.body as {
          declaration: { kind: string; from: number; to: number; n: number };
          sha256: string;
          keyId: string;
          signature: string;
        };
        const isHashRight = this.#platform.sha256(canonicalText(declaration)) === sha256;
        const text = `vongxoay/declaration/v1\n${sha256}`;
        if (!isHashRight || !(await this.#isSigned(keyId, 'seals', text, signature))) {
          this.faults.add(
            `${entry.path}:${line.number}`,
            'Khai báo không đúng chữ ký.',
            'The declaration is not as signed.',
          );
        }
        if (declaration.kind === 'withdrawal') withdrawn.add(declaration.n);
        if (declaration.kind === 'screen_log') dark.push({ ...declaration, n: taken.n, withdrawn: false });
      });
    }
    return dark.filter(({ n }) => !withdrawn.has(n));
  }

  async #readAccounts(screenId: string): Promise<Map<number, (StatedAccount & { place: string })[]>> {
    const stated = new Map<number, (StatedAccount & { place: string })[]>();
    for (const entry of this.#under(`report/${screenId}.jsonl`)) {
      await this.#lines(entry, (line) => {
        const account = JSON.parse(new TextDecoder().decode(line.bytes)) as StatedAccount;
        const place = `${entry.path}:${line.number}`;
        const known = stated.get(account.hour.from);
        if (known === undefined) stated.set(account.hour.from, [{ ...account, place }]);
        else known.push({ ...account, place });
        return Promise.resolve();
      });
    }
    return stated;
  }

  async #readQuarantine(screenId: string): Promise<number> {
    const chain = new LineChain(`vongxoay/quarantine/v1\n${screenId}`, this.#platform, this.faults);
    for (const entry of this.#under(`quarantine/${screenId}/`)) {
      await this.#lines(entry, (line) => {
        chain.take(line, entry.path);
        return Promise.resolve();
      });
    }
    return chain.lines;
  }

  /** Files nobody has looked into yet: their hashes still have to be right. */
  async #readRest(): Promise<void> {
    for (const entry of this.#archive.entries) {
      if (!this.#hashes.has(entry.path)) await this.#lines(entry, () => Promise.resolve());
    }
  }

  #checkFiles(manifest: Manifest): void {
    const listed = new Map(manifest.files.map((file) => [file.path, file]));
    for (const { path, bytes } of this.#archive.entries) {
      const file = listed.get(path);
      listed.delete(path);
      if (path === 'manifest.json') continue;
      if (file === undefined)
        this.faults.add(path, 'Tệp không có trong danh mục.', 'The file is not in the manifest.');
      else if (file.sha256 !== this.#hashes.get(path) || file.bytes !== bytes) {
        this.faults.add(path, 'Tệp khác với danh mục.', 'The file differs from the manifest.');
      }
    }
    for (const path of listed.keys()) this.faults.add(path, 'Thiếu tệp.', 'The file is missing.');
    const sums = [...this.#hashes]
      .filter(([path]) => EVIDENCE.includes(path.split('/')[0] ?? ''))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, sha256]) => `${sha256}  ${path}\n`)
      .join('');
    const code = this.#platform.sha256(sums);
    if (code !== manifest.code || code !== this.#hashes.get(SUMS_PATH)) {
      this.faults.add(
        SUMS_PATH,
        'Mã gói không khớp bằng chứng.',
        'The code of the bundle does not fit the evidence.',
      );
    }
  }

  async #checkComment(): Promise<void> {
    const { comment } = this.#archive;
    const sha256 = await this.#archive.unsignedSha256();
    let signed: { keyId?: string; sha256?: string; signature?: string; v?: number } = {};
    try {
      signed = JSON.parse(comment) as typeof signed;
    } catch {
      // Left empty: reported below as unsigned.
    }
    const { keyId = '', signature = '' } = signed;
    const isCanonical = comment === canonicalText({ v: 1, keyId, sha256, signature });
    const text = `vongxoay/bundle/v1\n${sha256}`;
    if (!isCanonical || !(await this.#isSigned(keyId, 'seals', text, signature))) {
      this.faults.add(
        '(zip)',
        'Tệp ZIP không đúng như lúc máy chủ xác thực.',
        'The ZIP is not as the server signed it.',
      );
      return;
    }
    this.claims.push({ keyId, said: { vi: 'cả gói, từng byte', en: 'the whole archive, byte for byte' } });
  }

  async #isSigned(keyId: string, use: ServerKey['use'], text: string, signature: string): Promise<boolean> {
    const key = this.#keys.server.find((one) => one.keyId === keyId && one.use === use);
    if (key === undefined) return false;
    try {
      return await this.#platform.verify(
        'Ed25519',
        bytesOfBase64(key.publicKey),
        text,
        bytesOfBase64(signature),
      );
    } catch {
      return false; // Not base64: no signature.
    }
  }

  #under(prefix: string): ArchiveEntry[] {
    return this.#archive.entries
      .filter(({ path }) => path.startsWith(prefix))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }

  async #readJson(path: string): Promise<unknown> {
    const entry = this.#archive.entries.find((one) => one.path === path);
    if (entry === undefined) {
      this.faults.add(path, 'Thiếu tệp.', 'The file is missing.');
      return null;
    }
    try {
      const hash = this.#platform.hasher();
      const bytes = await wholeOf(this.#archive.read(entry), hash);
      this.#hashes.set(path, hash.hex());
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
    } catch {
      this.faults.add(path, 'Tệp hỏng.', 'The file is damaged.');
      return null;
    }
  }

  async #lines(
    entry: ArchiveEntry,
    take: (line: { bytes: Uint8Array; number: number; isWhole: boolean }) => Promise<void>,
  ): Promise<void> {
    const hash = this.#platform.hasher();
    let number = 0;
    try {
      for await (const line of linesOf(this.#archive.read(entry), hash)) {
        number = line.number;
        await take(line);
      }
      this.#hashes.set(entry.path, hash.hex());
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      this.faults.add(`${entry.path}:${number + 1}`, `Tệp hỏng: ${what}.`, `The file is damaged: ${what}.`);
      this.#hashes.set(entry.path, '');
    }
    this.#done += entry.bytes;
    this.#options.onProgress?.(
      this.#done,
      this.#archive.entries.reduce((sum, { bytes }) => sum + bytes, 0),
    );
  }
}
