// What was told about screens and to whom it still has to go: open alerts, the last messages, the queue of the webhook.
// Promise: a message that was taken up survives a restart and goes out at least once, in order, unless the receiver is
// silent for a day or two hundred newer ones came; then it is counted as dropped. The secret never leaves this file.

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { OpenAlert } from '../../content/model/alert.ts';
import { type AlertSettings, ToldAlert, WebhookDraft } from '../../content/model/api/alerts.ts';
import { DAY_MS, Instant, MINUTE_MS, SECOND_MS } from '../../content/model/instant.ts';
import type { Logger } from '../logger.ts';
import type { Disk } from '../store/disk.ts';
import { type Documents, openDocuments } from '../store/documents.ts';
import { Announcer } from './announcer.ts';

const MOST_TOLD = 50;
const MOST_WAITING = 200;
const GIVE_UP_MS = DAY_MS;
const FIRST_WAIT_MS = 30 * SECOND_MS;
const LONGEST_WAIT_MS = 60 * MINUTE_MS;

/** On its way: `payload` is exactly what is signed and sent. */
const Waiting = z.strictObject({
  id: z.string(),
  payload: z.string(),
  takenAt: Instant,
  attempts: z.int().nonnegative(),
  nextAt: Instant,
});
export type Waiting = z.infer<typeof Waiting>;

const BookFile = z.strictObject({
  webhook: WebhookDraft.nullable(),
  open: z.array(OpenAlert),
  told: z.array(ToldAlert),
  waiting: z.array(Waiting),
  dropped: z.int().nonnegative(),
  /** Local date of the last morning digest. */
  digestOn: z.iso.date().nullable(),
});
type BookFile = z.infer<typeof BookFile>;

const EMPTY: BookFile = { webhook: null, open: [], told: [], waiting: [], dropped: 0, digestOn: null };

/** A message before it has a number: `facts` is for programs, `text` for people. */
export interface Message {
  readonly kind: ToldAlert['kind'];
  readonly text: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export class AlertBook {
  /** What is open or was told has changed. */
  readonly changed: Announcer<void>;
  readonly #documents: Documents<BookFile>;

  constructor(documents: Documents<BookFile>, log: Logger) {
    this.#documents = documents;
    this.changed = new Announcer(log);
  }

  get open(): readonly OpenAlert[] {
    return structuredClone(this.#documents.data.open) as OpenAlert[];
  }

  /** Newest first. */
  get told(): ToldAlert[] {
    return this.#documents.data.told.map((one) => ({ ...one })).reverse();
  }

  get webhook(): WebhookDraft | null {
    const { webhook } = this.#documents.data;
    return webhook === null ? null : { ...webhook };
  }

  get digestOn(): string | null {
    return this.#documents.data.digestOn;
  }

  get settings(): AlertSettings {
    const { webhook, waiting, dropped } = this.#documents.data;
    if (webhook === null) return { webhook: null };
    return { webhook: { origin: new URL(webhook.url).origin, waiting: waiting.length, dropped } };
  }

  /** Another receiver does not get what was meant for the one before it. */
  async setWebhook(webhook: WebhookDraft | null): Promise<void> {
    await this.#documents.transact((draft) => {
      if (draft.webhook?.url !== webhook?.url) {
        for (const { id } of draft.waiting) settle(draft, id, 'failed');
        draft.waiting = [];
        draft.dropped = 0;
      }
      draft.webhook = webhook;
    });
    this.changed.announce();
  }

  /** Remembers what is open and takes the messages up, in one write; nothing is written where nothing changed. */
  async tell(open: readonly OpenAlert[], messages: readonly Message[], at: Instant): Promise<void> {
    const isSame = JSON.stringify(open) === JSON.stringify(this.#documents.data.open);
    if (isSame && messages.length === 0) return;
    await this.#documents.transact((draft) => {
      draft.open = [...open];
      for (const message of messages) takeUp(draft, message, at);
    });
    this.changed.announce();
  }

  /** Once a day: false when that day has had its digest. */
  async tellDigest(date: string, message: Message, at: Instant): Promise<boolean> {
    if (this.digestOn === date) return false;
    await this.#documents.transact((draft) => {
      draft.digestOn = date;
      takeUp(draft, message, at);
    });
    this.changed.announce();
    return true;
  }

  /** The oldest message, when its time has come: the ones behind it wait, so that they arrive in order. */
  due(at: Instant): Waiting | undefined {
    const [first] = this.#documents.data.waiting;
    return first !== undefined && first.nextAt <= at ? { ...first } : undefined;
  }

  async delivered(id: string): Promise<void> {
    await this.#documents.transact((draft) => {
      draft.waiting = draft.waiting.filter((one) => one.id !== id);
      settle(draft, id, 'sent');
    });
    this.changed.announce();
  }

  /** Waits twice as long after each attempt; after a day it is given up. */
  async failed(id: string, at: Instant): Promise<void> {
    await this.#documents.transact((draft) => {
      const one = draft.waiting.find((waiting) => waiting.id === id);
      if (one === undefined) return;
      one.attempts += 1;
      one.nextAt = at + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(one.attempts - 1, 12));
      const gone = draft.waiting.filter(({ takenAt }) => at - takenAt >= GIVE_UP_MS);
      drop(draft, gone);
    });
    this.changed.announce();
  }

  close(): Promise<void> {
    return this.#documents.close();
  }
}

export async function openAlertBook(path: string, disk: Disk, log: Logger): Promise<AlertBook> {
  return new AlertBook(await openDocuments({ path, schema: BookFile, empty: EMPTY, version: 1, disk }), log);
}

function takeUp(draft: BookFile, { kind, text, facts }: Message, at: Instant): void {
  const id = randomBytes(12).toString('hex');
  const isSent = draft.webhook !== null;
  draft.told = [...draft.told, { id, kind, at, text, delivery: isSent ? 'waiting' : 'kept' } as const].slice(
    -MOST_TOLD,
  );
  if (!isSent) return;
  const payload = JSON.stringify({ v: 1, id, kind, at, text, ...facts });
  draft.waiting.push({ id, payload, takenAt: at, attempts: 0, nextAt: at });
  drop(draft, draft.waiting.slice(0, Math.max(0, draft.waiting.length - MOST_WAITING)));
}

function drop(draft: BookFile, gone: readonly Waiting[]): void {
  for (const { id } of gone) settle(draft, id, 'failed');
  const ids = new Set(gone.map(({ id }) => id));
  draft.waiting = draft.waiting.filter(({ id }) => !ids.has(id));
  draft.dropped += gone.length;
}

function settle(draft: BookFile, id: string, delivery: ToldAlert['delivery']): void {
  const told = draft.told.find((one) => one.id === id);
  if (told !== undefined) told.delivery = delivery;
}
