// All that is kept of one screen's play log: the ledger with its quarantine, the seals over it, what people declared, and
// the statements of its accounts. Opened together, because each of them rests on the others.

import type { Sha256 } from '../../content/model/canonical.ts';
import type { DaySeal, DaySealEcho } from '../../content/model/seal.ts';
import { listDays } from '../store/day-files.ts';
import type { Disk } from '../store/disk.ts';
import type { LogHead } from '../store/log-line.ts';
import { StoreError } from '../store/store-error.ts';
import { type DaySeals, openDaySeals, type SealSigner } from './day-seals.ts';
import { type DeclarationBook, openDeclarationBook } from './declaration-book.ts';
import { openScreenLedger, type ScreenLedger, type ScreenLedgerOptions } from './screen-ledger.ts';
import { openStatementBook, type StatementBook } from './statement-book.ts';

export interface ScreenBooksOptions extends Omit<ScreenLedgerOptions, 'base' | 'touchedAfterN'> {
  readonly signer: SealSigner;
}

export interface ScreenBooks {
  readonly ledger: ScreenLedger;
  readonly seals: DaySeals;
  readonly declarations: DeclarationBook;
  readonly statements: StatementBook;
}

/** Throws STORE_CORRUPT, having changed nothing. */
export async function openScreenBooks(options: ScreenBooksOptions): Promise<ScreenBooks> {
  const { screenId, directory } = options;
  const shared: { screenId: string; directory: string; disk: Disk; sha256: Sha256; signer: SealSigner } =
    options;
  const seals = await openDaySeals({
    ...shared,
    log: 'ledger',
    screen: screenId,
    directory: `${directory}/seals`,
  });
  const declarations = await openDeclarationBook(shared);
  const statements = await openStatementBook(shared);
  const touchedAfterN = statements.grounds?.ledger.n ?? -1;
  const base = await baseOf(options, seals, declarations);
  const ledger = await openScreenLedger({ ...options, base, touchedAfterN });
  return { ledger, seals, declarations, statements };
}

export async function closeScreenBooks(books: ScreenBooks): Promise<void> {
  await books.ledger.close();
  await books.declarations.close();
  await books.statements.close();
}

/** Where a ledger begins whose oldest days were retired. Days that are gone and were not are damage. */
async function baseOf(
  { screenId, directory, disk }: ScreenBooksOptions,
  seals: DaySeals,
  declarations: DeclarationBook,
): Promise<LogHead | undefined> {
  const folder = `${directory}/ledger/${screenId}`;
  const [first] = await listDays(folder, disk);
  // No file at all: the chain begins with its genesis, and every seal there is contradicts it.
  if (first === undefined) return undefined;
  const base = await seals.baseBefore(first);
  if (base === undefined) return undefined;
  const retired = declarations.filed.flatMap(({ declaration }) =>
    declaration.kind === 'retired' ? [declaration.day] : [],
  );
  if (!retired.some((day) => day >= base.fileDay)) {
    throw new StoreError('STORE_CORRUPT', folder, 'sealed days before its first one are missing');
  }
  return { n: base.n, hash: base.hash };
}

/** Heads of the logs beside the ledger, as a day seal states them. */
export function besideOf({ ledger, declarations, statements }: ScreenBooks): DaySeal['beside'] {
  const { n, hash } = ledger.quarantine.head();
  return {
    accounts: statements.head,
    declarations: declarations.head,
    quarantine: { n, sha256: hash },
  };
}

/** Seals of this screen that others hold: those its players echoed. */
export function echoesOf({ ledger }: ScreenBooks): readonly DaySealEcho[] {
  return ledger.echoes;
}
