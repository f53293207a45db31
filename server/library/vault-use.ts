// Which files of the vault are needed, asked of everything that may name one: what people edit, programmes, urgent orders.

import { type Tidied, type VaultUse, hashesIn, tidyVault } from '../studio/vault-upkeep.ts';
import type { Vault } from '../studio/vault.ts';
import type { Library } from './library.ts';

export function vaultUseOf({
  documents,
  archive,
  interruptions,
}: Pick<Library, 'documents' | 'archive' | 'interruptions'>): VaultUse {
  const used = hashesIn(documents.data);
  return {
    isUsed: (sha256) => used.has(sha256),
    isPublished: (sha256) => archive.isPublished(sha256) || interruptions.isPublished(sha256),
  };
}

/** What nothing names any more goes to quarantine and, a month later, away. `today` is the office's local date. */
export function tidyFiles(library: Library, vault: Vault, today: string): Promise<Tidied> {
  return tidyVault(vault, vaultUseOf(library), today);
}
