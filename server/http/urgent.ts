// Interruptions over HTTP, and what became of each on every screen: a screen that did not answer is named first.

import type { InterruptedScreen, InterruptionView, URGENT_ROUTES } from '../../content/model/api/urgent.ts';
import { DAY_MS, type Instant } from '../../content/model/instant.ts';
import type { Interruption } from '../../content/model/interruption.ts';
import type { Ordered } from '../library/interruption-book.ts';
import type { Library } from '../library/library.ts';
import { reaches } from '../library/reach.ts';
import type { Suspending } from '../library/suspending.ts';
import type { Handlers } from './mount.ts';
import type { PresenceReader } from './screen-view.ts';

/** How long past acts stay in the list. */
const PAST_MS = 30 * DAY_MS;

export function urgentHandlers(
  library: Library,
  presence: PresenceReader,
  suspending: Suspending,
): Pick<Handlers, keyof typeof URGENT_ROUTES> {
  const { interrupting } = library;
  return {
    listInterruptions: ({ person, at }) =>
      viewsOf(
        library.interruptions.all.filter(({ signed }) => reaches(person, signed.interruption.screen)),
        library,
        presence,
        at,
      ),
    async orderNotice({ body, person, at, note }) {
      const ordered = await interrupting.orderNotice(body.itemId, body, person, at);
      note({ on: { interruptionId: ordered.id }, after: { ...body, ...ordered } });
      return ordered;
    },
    async orderBlackout({ body, person, at, note }) {
      const ordered = await interrupting.orderBlackout(body.reason, body, person, at);
      note({ on: { interruptionId: ordered.id }, after: { ...body, ...ordered } });
      return ordered;
    },
    async orderSuspension({ body, person, at, note }) {
      const ordered = await suspending.order(body, person, at);
      note({ on: { interruptionId: ordered.id }, after: { ...body, ...ordered } });
      return ordered;
    },
    async orderYield({ body, person, at, note }) {
      const ordered = await interrupting.orderYield(body, body, person, at);
      note({ on: { interruptionId: ordered.id }, after: { ...body, ...ordered } });
      return ordered;
    },
    async reviseInterruption({ params, body, person, at, note }) {
      const ordered = await suspending.revise(params.interruptionId, body.minutes, person, at);
      note({ after: { ...body, ...ordered } });
      return ordered;
    },
  };
}

function viewsOf(
  entries: readonly Ordered[],
  library: Library,
  presence: PresenceReader,
  at: Instant,
): InterruptionView[] {
  const acts = new Map<string, Ordered[]>();
  for (const entry of entries) {
    const { id, until } = entry.signed.interruption;
    if (until + PAST_MS > at) acts.set(id, [...(acts.get(id) ?? []), entry]);
  }
  return [...acts.values()]
    .map((screens) => viewOf(screens, library, presence))
    .sort((a, b) => b.issuedAt - a.issuedAt);
}

function viewOf(entries: readonly Ordered[], library: Library, presence: PresenceReader): InterruptionView {
  const [first] = entries;
  if (first === undefined) throw new RangeError('an act on no screen');
  const { interruption } = first.signed;
  const { id, kind, document, issuedAt, issuedBy, from, until } = interruption;
  return {
    id,
    kind,
    ...wordsOf(interruption),
    document,
    issuedAt,
    issuedBy,
    from,
    until,
    screens: entries
      .map((entry) => screenOf(entry, library, presence))
      .sort((a, b) => Number(isReached(a)) - Number(isReached(b)) || a.name.localeCompare(b.name, 'vi')),
  };
}

function wordsOf(interruption: Interruption): Pick<InterruptionView, 'title' | 'text' | 'picture'> {
  switch (interruption.kind) {
    case 'notice': {
      const { title, text, rendition } = interruption.item;
      const { picture, widthPx, heightPx } = rendition;
      return { title, text, picture: { sha256: picture.sha256, widthPx, heightPx } };
    }
    case 'yield':
      return { title: interruption.recipient, text: interruption.reason, picture: null };
    case 'blackout':
      return { title: interruption.reason, text: '', picture: null };
  }
}

function isReached({ state }: InterruptedScreen): boolean {
  return state === 'on_screen' || state === 'ended';
}

/** The last word of the player rules: a refusal after a receipt is a refusal. */
function screenOf(
  { signed, receipts }: Ordered,
  { documents, enrolments }: Library,
  presence: PresenceReader,
): InterruptedScreen {
  const { screen: id } = signed.interruption;
  const last = receipts.at(-1);
  return {
    id,
    name: documents.data.screens.find((screen) => screen.id === id)?.name ?? id,
    state: last?.state ?? 'not_received',
    connected: presence.ofScreen(id).connected,
    enrolled: enrolments.currentPlayer(id) !== undefined,
    reason: last?.reason ?? null,
    receipts: receipts.map(({ state, at, heardAt }) => ({ state, at, heardAt })),
  };
}
