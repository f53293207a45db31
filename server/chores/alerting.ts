// Tells whoever is on duty: a screen that stays away or flaps, an hour that is lost, the way back, and every morning how
// yesterday went. What is to be told is decided in the model and kept in the book; this only looks and sends.

import { type AwaySince, type OpenAlert, type ScreenSight, watchScreens } from '../../content/model/alert.ts';
import { dayBefore, type Instant, localDateOf } from '../../content/model/instant.ts';
import { intervalOf } from '../../content/model/report-period.ts';
import { countHours, ResultFold } from '../../content/model/result-grid.ts';
import type { Message } from '../library/alert-book.ts';
import { alertSentence, digestSentence, type ScreenYesterday } from '../library/alert-sentences.ts';
import { waitingCount } from '../library/approval.ts';
import type { Library } from '../library/library.ts';
import { hasArrived, postSigned } from '../library/webhook.ts';
import type { Playlog } from '../playlog/playlog.ts';

export interface AlertDependencies {
  readonly library: Library;
  readonly playlog: Playlog;
  readonly now: () => Instant;
  readonly presence: {
    ofScreen(screenId: string): { readonly connected: boolean; readonly lastSeenAt: Instant | null };
  };
  /** Begins anew with every start: a player has five minutes to come back to a server that was away. */
  readonly away: { since: AwaySince };
}

/** Looks at every screen once. Resolves to the messages that were taken up. */
export async function watchAlerts(dependencies: AlertDependencies): Promise<Message[]> {
  const { library, now, away } = dependencies;
  const { alerts, screens } = library;
  const at = now();
  const sights = await Promise.all(screens.all.map(({ id }) => sightOf(dependencies, id, at)));
  const watched = watchScreens({ away: away.since, open: alerts.open }, sights, at);
  away.since = watched.away;
  const messages = watched.news.map((news): Message => {
    const { alert, state } = news;
    const { id, name } = screens.require(alert.screenId);
    const text = alertSentence(news, { name, rules: screens.zoneRules(id) }, at);
    const { since, hour } = alert;
    return {
      kind: state === 'recovered' ? 'recovered' : alert.kind,
      text,
      facts: { screen: { id, name }, since, ...(hour === null ? {} : { hour }), over: alert.kind },
    };
  });
  await alerts.tell(watched.open, messages, at);
  return messages;
}

async function sightOf(
  { library, playlog, presence }: AlertDependencies,
  screenId: string,
  at: Instant,
): Promise<ScreenSight> {
  const { connected, lastSeenAt } = presence.ofScreen(screenId);
  return {
    screenId,
    isEnrolled: library.enrolments.currentPlayer(screenId) !== undefined,
    isConnected: connected,
    lastSeenAt,
    isOpen: library.screens.isOpenAt(screenId, at),
    dropsAt: library.connections.dropsOf(screenId),
    lost: await lostHourOf(library, playlog, screenId, at),
  };
}

async function lostHourOf(
  { screens }: Library,
  playlog: Playlog,
  screenId: string,
  at: Instant,
): Promise<OpenAlert['hour']> {
  const hour = screens.hourAt(screenId, at);
  const accounts = await playlog.accounts(screenId, hour, at);
  const lost = accounts.filter(({ missed, excused }) => missed > excused);
  if (lost.length === 0) return null;
  const sum = (count: (one: (typeof lost)[number]) => number) =>
    lost.reduce((all, one) => all + count(one), 0);
  return {
    ...hour,
    missed: sum(({ missed, excused }) => missed - excused),
    due: sum(({ due }) => due),
    titles: lost.map(({ title }) => title),
  };
}

/** Sends what is due, oldest first, until one does not arrive. Resolves to how many arrived. */
export async function deliverAlerts({ library, now }: AlertDependencies): Promise<number> {
  const { alerts } = library;
  let arrived = 0;
  for (;;) {
    const [message, { webhook }] = [alerts.due(now()), alerts];
    if (message === undefined || webhook === null) return arrived;
    if (!hasArrived(await postSigned(webhook, message, now()))) {
      await alerts.failed(message.id, now());
      return arrived;
    }
    await alerts.delivered(message.id);
    arrived += 1;
  }
}

/** How yesterday went, once a morning. Resolves to whether it was told now. */
export async function tellDigest(dependencies: AlertDependencies): Promise<boolean> {
  const { library, now, presence } = dependencies;
  const { screens, alerts } = library;
  const at = now();
  const [first] = screens.all;
  if (first === undefined) return false;
  const today = localDateOf(screens.zoneRules(first.id), at);
  if (alerts.digestOn === today) return false;
  const yesterdays: ScreenYesterday[] = [];
  for (const { id, name } of screens.all)
    yesterdays.push({ name, ...(await yesterdayOf(dependencies, id, at)) });
  const away = screens.all
    .filter(
      ({ id }) => library.enrolments.currentPlayer(id) !== undefined && !presence.ofScreen(id).connected,
    )
    .map(({ name }) => name);
  const date = dayBefore(today);
  const text = digestSentence(date, yesterdays, away, waitingCount(library.documents.data));
  const facts = { date, screens: yesterdays.filter(({ short, noData }) => short + noData > 0), away };
  return alerts.tellDigest(today, { kind: 'digest', text, facts }, at);
}

async function yesterdayOf({ library, playlog }: AlertDependencies, screenId: string, at: Instant) {
  const rules = library.screens.zoneRules(screenId);
  const date = dayBefore(localDateOf(rules, at));
  const fold = new ResultFold({ screenId, rules }, { playlistIds: [], itemIds: [] }, at);
  const day = intervalOf(rules, { fromDate: date, untilDate: date });
  for (const account of await playlog.accounts(screenId, day, at)) fold.addHour(account.hour, [account]);
  const { met, short, noData } = countHours(fold.grid().rows);
  return { met, short, noData };
}
