// Everything a bundle says of one screen: programmes, ledger, declarations, seals, statements, and the hours counted anew.

import { BootChains } from './boot-chains.ts';
import type { BundleReader } from './bundle-reader.ts';
import type { Json } from './canonical.ts';
import { canonicalText } from './canonical.ts';
import type { LedgerBody, Manifest, Programme, StatedAccount } from './formats.ts';
import { LineChain } from './ledger-lines.ts';
import { Faults, type Said } from './platform.ts';
import type { Darkness } from './hour-count.ts';
import { playIn } from './play-line.ts';
import { type Claim as StatedClaim, Recount, type RecountResult } from './recount.ts';
import { checkDaySeals, type DaySealFile, isHashOf } from './server-statements.ts';
import type { Claim } from './verdict.ts';

export class ScreenCheck {
  readonly claims: Claim[] = [];
  readonly notes: Said[] = [];
  readonly recounts: (RecountResult & { screen: string; name: string })[] = [];
  readonly #reader: BundleReader;
  readonly #everySignature: boolean;
  readonly #dayEnds = new Map<string, { n: number; sha256: string }>();

  constructor(reader: BundleReader, everySignature: boolean) {
    this.#reader = reader;
    this.#everySignature = everySignature;
  }

  async run(screen: Manifest['screens'][number]): Promise<void> {
    const programmes = await this.#checkProgrammes(screen.id);
    const chains = new BootChains(
      this.#reader.keys.players,
      this.#reader.platform,
      this.#reader.faults,
      this.#everySignature,
    );
    // Before the ledger: a showing is counted while it streams by.
    const dark = await this.#readDeclarations(screen.id);
    const recount = new Recount(screen.id, programmes, screen, dark);
    const lines = await this.#readLedger(screen.id, chains, recount);
    await this.#readSeals(screen.id);
    await this.#readStatements(screen.id);
    const stated = await this.#readAccounts(screen.id);
    if (programmes.length > 0) {
      const result = recount.compare(stated, this.#reader.faults);
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
    for (const entry of this.#reader.under(`programmes/${screenId}/`)) {
      const signed = (await this.#reader.readJson(entry.path)) as {
        programme: Programme;
        sha256: string;
        keyId: string;
        signature: string;
      } | null;
      if (signed === null) continue;
      const { programme, sha256, keyId, signature } = signed;
      const isHashRight =
        this.#reader.platform.sha256(canonicalText(programme as unknown as Json)) === sha256;
      const isSigned = await this.#reader.isSigned(
        keyId,
        'programmes',
        `vongxoay/programme/v1\n${sha256}`,
        signature,
      );
      const isNamed = entry.path === `programmes/${screenId}/${programme.number}.json`;
      if (!isHashRight || !isSigned || !isNamed || programme.screen.id !== screenId) {
        this.#reader.faults.add(
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
    const { platform, faults } = this.#reader;
    const genesis = `vongxoay/ledger/v1\n${screenId}`;
    const chain = new LineChain(genesis, platform, faults, ledgerBodyIn);
    const entries = this.#reader.under(`ledger/${screenId}/`);
    let missing = 0;
    this.#dayEnds.clear();
    for (const entry of entries) {
      await this.#reader.lines(entry, (line) => {
        const taken = chain.take(line, entry.path);
        if (taken === null) return undefined;
        const place = `${entry.path}:${line.number}`;
        const body = taken.body as LedgerBody;
        if (body.kind === 'record' && taken.recordBytes !== null) {
          const { record } = body;
          if (record.screen !== screenId)
            faults.add(place, 'Bản ghi của màn hình khác.', 'A record of another screen.');
          chains.add(record, platform.sha256(taken.recordBytes), place);
          recount.add(record);
          if (record.type === 'seal') return chains.addSeal(record, place);
        } else if (body.kind === 'batch') return chains.addBatch(screenId, body, place);
        else if (body.kind === 'gap') missing += body.toSeq - body.fromSeq + 1;
        else faults.add(place, 'Dòng không rõ loại.', 'A line of an unknown kind.');
        return undefined;
      });
      const day = /(\d{4}-\d{2}-\d{2})\.jsonl$/.exec(entry.path)?.[1];
      if (day !== undefined && chain.head !== null) this.#dayEnds.set(day, chain.head);
    }
    await chains.finish();
    await recount.finish(async (take) => {
      const again = new LineChain(genesis, platform, new Faults(), ledgerBodyIn);
      for (const entry of entries) {
        await this.#reader.linesAgain(entry, (line) => {
          const body = again.take(line, entry.path)?.body as LedgerBody | undefined;
          if (body?.kind === 'record') take(body.record);
        });
      }
    });
    if (missing > 0) {
      this.notes.push({
        vi: `${screenId}: ${missing} bản ghi đã mất ở máy điều khiển và được ghi là mất.`,
        en: `${screenId}: ${missing} records were lost at the player and are written down as lost.`,
      });
    }
    return chain.lines;
  }

  async #readSeals(screenId: string): Promise<void> {
    const seals: (DaySealFile & { path: string })[] = [];
    for (const { path } of this.#reader.under(`seals/ledger/${screenId}/`)) {
      const file = (await this.#reader.readJson(path)) as DaySealFile | null;
      if (file === null) continue;
      const { seal, sha256, signature } = file;
      const text = `vongxoay/day-seal/v1\n${sha256}`;
      if (
        !isHashOf(this.#reader.platform, seal, sha256) ||
        !(await this.#reader.isSigned(seal.keyId, 'seals', text, signature))
      ) {
        this.#reader.faults.add(path, 'Chốt ngày không đúng chữ ký.', 'The day seal is not as signed.');
      }
      seals.push({ ...file, path });
    }
    checkDaySeals(seals, this.#dayEnds, this.#reader.faults);
    for (const keyId of new Set(seals.map(({ seal }) => seal.keyId))) {
      const days = seals.filter(({ seal }) => seal.keyId === keyId).length;
      this.claims.push({
        keyId,
        said: { vi: `${days} chốt ngày của ${screenId}`, en: `${days} day seals of ${screenId}` },
      });
    }
  }

  async #readStatements(screenId: string): Promise<void> {
    const chain = new LineChain(
      `vongxoay/accounts/v1\n${screenId}`,
      this.#reader.platform,
      this.#reader.faults,
    );
    for (const entry of this.#reader.under(`accounts/${screenId}/`)) {
      await this.#reader.lines(entry, async (line) => {
        const taken = chain.take(line, entry.path);
        if (taken === null) return;
        const { statement, sha256, keyId, signature } = taken.body as Record<string, string>;
        const text = `vongxoay/account-statement/v1\n${sha256}`;
        const isRight =
          isHashOf(this.#reader.platform, statement, sha256 ?? '') &&
          (await this.#reader.isSigned(keyId ?? '', 'seals', text, signature ?? ''));
        if (!isRight)
          this.#reader.faults.add(
            `${entry.path}:${line.number}`,
            'Kết quả theo giờ không đúng chữ ký.',
            'The account statement is not as signed.',
          );
      });
    }
  }

  /** Periods in which somebody declared the LED dark, and whether that was taken back. */
  async #readDeclarations(screenId: string): Promise<Darkness[]> {
    const dark: (Darkness & { n: number })[] = [];
    const withdrawn = new Set<number>();
    const chain = new LineChain(
      `vongxoay/declarations/v1\n${screenId}`,
      this.#reader.platform,
      this.#reader.faults,
    );
    for (const entry of this.#reader.under(`declarations/${screenId}/`)) {
      await this.#reader.lines(entry, async (line) => {
        const taken = chain.take(line, entry.path);
        if (taken === null) return;
        const { declaration, sha256, keyId, signature } = taken.body as {
          declaration: { kind: string; from: number; to: number; n: number };
          sha256: string;
          keyId: string;
          signature: string;
        };
        const isHashRight = this.#reader.platform.sha256(canonicalText(declaration)) === sha256;
        const text = `vongxoay/declaration/v1\n${sha256}`;
        if (!isHashRight || !(await this.#reader.isSigned(keyId, 'seals', text, signature))) {
          this.#reader.faults.add(
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

  async #readAccounts(screenId: string): Promise<Map<number, StatedClaim[]>> {
    const stated = new Map<number, StatedClaim[]>();
    const decoder = new TextDecoder();
    for (const entry of this.#reader.under(`report/${screenId}.jsonl`)) {
      await this.#reader.lines(entry, (line) => {
        const account = JSON.parse(decoder.decode(line.bytes)) as StatedAccount;
        const place = `${entry.path}:${line.number}`;
        const { hour, due, shown, madeGood, missed, open, missing, state } = account;
        const numbers = [hour.from, hour.to, due, shown, madeGood, missed, open];
        if (!numbers.every(Number.isSafeInteger) || !Array.isArray(missing)) {
          this.#reader.faults.add(place, 'Dòng kết quả không đúng dạng.', 'The account is not of its form.');
          return undefined;
        }
        const named = { account: account.account, state, place };
        const claim = { ...named, due, shown, madeGood, missed, open, missingCount: missing.length };
        const known = stated.get(hour.from);
        if (known === undefined) stated.set(hour.from, [claim]);
        else known.push(claim);
        return undefined;
      });
    }
    return stated;
  }

  async #readQuarantine(screenId: string): Promise<number> {
    const chain = new LineChain(
      `vongxoay/quarantine/v1\n${screenId}`,
      this.#reader.platform,
      this.#reader.faults,
    );
    for (const entry of this.#reader.under(`quarantine/${screenId}/`)) {
      await this.#reader.lines(entry, (line) => {
        chain.take(line, entry.path);
        return undefined;
      });
    }
    return chain.lines;
  }
}

function ledgerBodyIn(text: string): LedgerBody {
  const record = playIn(text);
  return record === undefined ? (JSON.parse(text) as LedgerBody) : { kind: 'record', record };
}
