// Every order to interrupt a screen, and what the players answered. Told first, written second: a blackout must reach the
// wall when the disk is full. What could not be written is kept in memory, tried again, and said to be so.

import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { canonicalJson } from '../../content/model/canonical.ts';
import { DAY_MS, Instant } from '../../content/model/instant.ts';
import {
  type Interruption,
  InterruptionReceipt,
  SignedInterruption,
  interruptionSigningText,
} from '../../content/model/interruption.ts';
import { Id } from '../../content/model/item.ts';
import { assetsOf } from '../../content/model/rendition.ts';
import type { Logger } from '../logger.ts';
import { sha256Hex } from '../store/digest.ts';
import type { Disk } from '../store/disk.ts';
import { type Documents, openDocuments } from '../store/documents.ts';
import { Announcer } from './announcer.ts';
import type { SigningKey } from './keys.ts';

/** One act on one screen: its newest revision, and when the longest of its revisions ends. */
const Entry = z.strictObject({
  signed: SignedInterruption,
  /** A player off line since may still hold a longer revision: it is told until then. */
  horizonAt: Instant,
  receipts: z.array(InterruptionReceipt.extend({ heardAt: Instant })),
});
type Entry = z.infer<typeof Entry>;

const BookFile = z.strictObject({ entries: z.array(Entry) });
type BookFile = z.infer<typeof BookFile>;

/** Writing takes the processor too, and what a hundred sockets still have to be handed must not wait for it. */
const SOCKETS_FIRST_MS = 25;

/** Old acts are history of interest for a yearly report, then not. */
const KEPT_MS = 400 * DAY_MS;

export type Ordered = Readonly<Entry>;

export class InterruptionBook {
  /** A signed order stands: push it. */
  readonly ordered: Announcer<SignedInterruption>;
  /** An order or a receipt is new: whoever looks at them looks again. */
  readonly changed: Announcer<{ screenId: string }>;
  readonly #documents: Documents<BookFile>;
  readonly #key: SigningKey;
  readonly #log: Logger;
  /** The truth: the file follows. By act and screen. */
  readonly #entries = new Map<string, Entry>();
  readonly #pictures = new Set<string>();
  #isSaved = true;
  #isDirty = false;
  #saving: Promise<boolean> | null = null;

  constructor(documents: Documents<BookFile>, key: SigningKey, log: Logger) {
    this.#documents = documents;
    this.#key = key;
    this.#log = log;
    this.ordered = new Announcer(log);
    this.changed = new Announcer(log);
    for (const entry of documents.data.entries) this.#put(structuredClone(entry) as Entry);
  }

  /** False while something was ordered or heard that a restart would forget. */
  get isSaved(): boolean {
    return this.#isSaved;
  }

  /** Oldest first. */
  get all(): readonly Ordered[] {
    return [...this.#entries.values()];
  }

  /** What a player of the screen has to know at `at`, revisions that ended early among them. */
  ofScreen(screenId: string, at: Instant): SignedInterruption[] {
    return this.all
      .filter(({ signed, horizonAt }) => signed.interruption.screen === screenId && horizonAt > at)
      .map(({ signed }) => signed);
  }

  /** Is it the picture of a notice? Then it hung in the street. */
  isPublished(sha256: string): boolean {
    return this.#pictures.has(sha256);
  }

  /** Signs, tells, then writes. Resolves with whether it is durable; never rejects over the disk. */
  async order(interruptions: readonly Interruption[]): Promise<{ saved: boolean }> {
    for (const interruption of interruptions) {
      const signed = this.#sign(interruption);
      const before = this.#entries.get(nameOf(interruption));
      const horizonAt = Math.max(interruption.until, before?.horizonAt ?? interruption.until);
      this.#put({ signed, horizonAt, receipts: [] });
      this.ordered.announce(signed);
      this.changed.announce({ screenId: interruption.screen });
    }
    return { saved: await this.save() };
  }

  /** A player's word about an order; one about an older revision says nothing any more. */
  hear(screenId: string, receipt: InterruptionReceipt, heardAt: Instant): void {
    const entry = this.#entries.get(nameOf({ id: receipt.id, screen: screenId }));
    if (entry === undefined || entry.signed.interruption.revision !== receipt.revision) return;
    if (entry.receipts.some(({ state }) => state === receipt.state)) return;
    entry.receipts = [...entry.receipts, { ...receipt, heardAt }];
    this.changed.announce({ screenId });
    void this.save();
  }

  /** Writes what is in memory; whether that worked. Asked again meanwhile, it is written once more and not twice. */
  save(): Promise<boolean> {
    this.#isDirty = true;
    this.#saving ??= this.#write().finally(() => {
      this.#saving = null;
    });
    return this.#saving;
  }

  async #write(): Promise<boolean> {
    await setTimeout(SOCKETS_FIRST_MS);
    while (this.#isDirty) {
      this.#isDirty = false;
      try {
        await this.#documents.transact((draft) => {
          draft.entries = structuredClone([...this.#entries.values()]);
        });
        this.#isSaved = true;
      } catch (error) {
        this.#isSaved = false;
        this.#log.error({ err: error }, 'interruptions not written down');
      }
    }
    return this.#isSaved;
  }

  /** Forgets what is over for long; tries again to write what could not be written. */
  async prune(at: Instant): Promise<void> {
    const before = this.#entries.size;
    for (const [name, { horizonAt }] of this.#entries) {
      if (horizonAt + KEPT_MS < at) this.#entries.delete(name);
    }
    if (this.#entries.size < before || !this.#isSaved) await this.save();
  }

  async close(): Promise<void> {
    await this.#saving;
    await this.#documents.close();
  }

  #put(entry: Entry): void {
    const { interruption } = entry.signed;
    this.#entries.set(nameOf(interruption), entry);
    if (interruption.kind === 'notice') {
      for (const { sha256 } of assetsOf(interruption.item.rendition)) this.#pictures.add(sha256);
    }
  }

  #sign(interruption: Interruption): SignedInterruption {
    const sha256 = sha256Hex(canonicalJson(interruption));
    const signature = this.#key.sign(interruptionSigningText(sha256));
    return { interruption, sha256, keyId: this.#key.keyId, signature };
  }
}

function nameOf({ id, screen }: { id: Id; screen: Id }): string {
  return `${id}/${screen}`;
}

export async function openInterruptionBook(
  path: string,
  key: SigningKey,
  disk: Disk,
  log: Logger,
): Promise<InterruptionBook> {
  const documents = await openDocuments({ path, schema: BookFile, empty: { entries: [] }, version: 1, disk });
  return new InterruptionBook(documents, key, log);
}
