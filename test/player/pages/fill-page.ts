// Fills the journal of the player of this origin with what a month off line leaves, by the journal's own code, while the
// player's page is closed.

import { HOUR_MS } from '../../../content/model/instant.ts';
import { chainRecord, type ChainHead, type RecordDraft } from '../../../content/model/play.ts';
import { previousOf } from '../../../player/chain.ts';
import { randomHex, sha256OfText } from '../../../player/digest.ts';
import { IndexedDbJournal } from '../../../player/indexeddb-journal.ts';
import type { Entry } from '../../../player/journal.ts';
import { CLOCK, SHOWING_MS, waitingShowing } from '../waiting-showing.ts';

declare global {
  interface Window {
    /** One boot of `count` records that ended two hours ago. */
    fillJournal(count: number): Promise<{ key: string; boot: string }>;
  }
}

/** Records of one transaction: what it costs to wait for the disk counts most. */
const AT_ONCE = 5_000;

/** The same few hashes stand in every record. */
const known = new Map<string, string>();
function hashOfPart(text: string): string {
  const hash = known.get(text) ?? sha256OfText(text);
  known.set(text, hash);
  return hash;
}

window.fillJournal = async (count) => {
  const refuse = (): never => {
    throw new Error('the player has no journal here');
  };
  const journal = await IndexedDbJournal.at('vongxoay-journal', refuse, () => {});
  const { epoch, head: last, mark } = await journal.open();
  const { keyId: key } = (await journal.read('identity')) as { keyId: string };
  const boot = randomHex(8);
  const startAt = Date.now() - 2 * HOUR_MS - count * SHOWING_MS;
  const started: RecordDraft = {
    at: startAt,
    monoMs: 0,
    clock: CLOCK,
    type: 'boot',
    cause: 'start',
    app: 'fill',
    userAgent: 'fill',
    epoch,
    previous: previousOf(last),
  };
  let head: ChainHead = { screen: 'vong-xoay', key, boot, nextSeq: 0, sha256: null };
  let written: Promise<void> = Promise.resolve();
  for (let from = 0; from < count; from += AT_ONCE) {
    const entries: Entry[] = [];
    for (let index = from; index < Math.min(count, from + AT_ONCE); index += 1) {
      const draft = index === 0 ? started : waitingShowing(index, startAt, hashOfPart);
      const chained = chainRecord(head, draft, sha256OfText);
      head = chained.head;
      entries.push({ record: chained.record, sha256: chained.sha256 });
    }
    // The next ones are made while the disk takes these.
    await written;
    written = journal.commit(entries, mark);
  }
  await written;
  journal.close();
  return { key, boot };
};
