// A program to be killed: takes three days of a player's journal into the books of a screen, states accounts, seals each
// day and hands the seals to a folder, as the server does. Argument: directory. Started again it sends everything again,
// as a player would. Prints "open", "ack <seq>", "sealed <day> <hash>", "fail <code>" and "done".

import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { writeSync } from 'node:fs';
import { DAY_MS, HOUR_MS, localDateOf, MINUTE_MS } from '../../content/model/instant.ts';
import { batchSigningText, hashRecord, type JournalRecord } from '../../content/model/play.ts';
import type { SealSigner } from '../../server/playlog/day-seals.ts';
import { openPlaylog, type PlaylogDeps } from '../../server/playlog/playlog.ts';
import { besideOf, echoesOf } from '../../server/playlog/screen-books.ts';
import { FolderTarget, SealPublication } from '../../server/playlog/seal-publication.ts';
import { Sealing } from '../../server/playlog/sealing.ts';
import { sha256Hex } from '../../server/store/digest.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { JournalBuilder } from './journal-builder.ts';
import { HCM_RULES, MONDAY_8_AT, spread } from './programme-builder.ts';

export const FAULT_SCREEN = 'vong-xoay';
export const FAULT_PROGRAMME = spread(4, 'ab', { effectiveFrom: MONDAY_8_AT });
const DAYS = 3;
const BATCH = 4;
const MAX_TRIES = 8;

/** Ed25519 keys that are the same in every life: PKCS 8 around a seed. */
const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]),
  format: 'der',
  type: 'pkcs8',
});
const publicKey = createPublicKey(privateKey);
/** Raw, base64. */
export const FAULT_PUBLIC_KEY = Buffer.from(
  String(publicKey.export({ format: 'jwk' }).x),
  'base64url',
).toString('base64');
export const FAULT_KEY = sha256Hex(Buffer.from(FAULT_PUBLIC_KEY, 'base64')).slice(0, 16);
const isSigned = (text: string, signature: string): boolean =>
  verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64'));
const signText = (text: string): string => sign(null, Buffer.from(text), privateKey).toString('base64');

export const faultSigner: SealSigner = {
  keyId: FAULT_KEY,
  sign: signText,
  verify: (_keyId, text, signature) => isSigned(text, signature),
};

export function faultPlaylogDeps(directory: string, now: () => number): PlaylogDeps {
  return {
    directory,
    sha256: sha256Hex,
    now,
    signer: faultSigner,
    findKey: () => ({ screenId: FAULT_SCREEN, algorithm: 'Ed25519', revoked: false, verify: isSigned }),
    programmesOf: () => [FAULT_PROGRAMME],
    zoneRulesOf: () => HCM_RULES,
  };
}

/** One hour of showings on each day, sealed by the player. */
export function faultJournal(): JournalRecord[][] {
  const journal = new JournalBuilder(FAULT_KEY)
    .start(MONDAY_8_AT - MINUTE_MS)
    .ready(MONDAY_8_AT - MINUTE_MS, FAULT_PROGRAMME);
  return Array.from({ length: DAYS }, (_, day) => {
    const before = day === 0 ? 0 : journal.records.length;
    const hour = { from: MONDAY_8_AT + day * DAY_MS, to: MONDAY_8_AT + day * DAY_MS + HOUR_MS };
    journal.hour(hour, FAULT_PROGRAMME).seal(hour, hour.to + 20, signText);
    return journal.records.slice(before);
  });
}

/** Synchronously: a line that was printed before a SIGKILL has left the process. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

function sayFailure(error: unknown): void {
  say(`fail ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`);
}

async function persist<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      sayFailure(error);
      if (tries === MAX_TRIES) throw error;
    }
  }
}

export async function runFaultLedger(directory: string): Promise<void> {
  let now = MONDAY_8_AT;
  const playlog = await openPlaylog(
    faultPlaylogDeps(directory, () => now),
    [FAULT_SCREEN],
  );
  const target = new FolderTarget(`${directory}/elsewhere`, nodeDisk);
  const publication = await SealPublication.open([target], `${directory}/seals`, nodeDisk);
  const sealing = new Sealing(publication, () => []);
  const books = await playlog.booksOf(FAULT_SCREEN);
  const sealThrough = async (untilDay: string): Promise<void> => {
    const { seals, ledger } = books;
    const log = { seals, log: ledger.log, untilDay, beside: besideOf(books), echoes: echoesOf(books) };
    for (const { seal, sha256 } of await sealing.run([log], now)) say(`sealed ${seal.day} ${sha256}`);
    const [problem] = sealing.problems;
    if (problem !== undefined) throw problem.fault;
  };
  say('open');
  for (const [day, records] of faultJournal().entries()) {
    now = Math.max(now, MONDAY_8_AT + day * DAY_MS + 2 * HOUR_MS);
    for (let from = 0; from < records.length; from += BATCH) {
      const batch = records.slice(from, from + BATCH);
      const last = batch.at(-1);
      if (last === undefined) continue;
      const { screen, key, boot, seq: lastSeq } = last;
      const text = batchSigningText({ screen, key, boot, lastSeq, sha256: hashRecord(last, sha256Hex) });
      const sent = { boot, records: batch, signature: signText(text) };
      await persist(() => playlog.ingest(FAULT_SCREEN, FAULT_KEY, sent, now));
      for (const { seq } of batch) say(`ack ${seq}`);
    }
    await persist(() => playlog.stateAccounts(FAULT_SCREEN, now));
    await persist(() => sealThrough(localDateOf(HCM_RULES, now - DAY_MS)));
  }
  await playlog[Symbol.asyncDispose]();
  say('done');
}
