// When each screen's player came and went, what it ran and how its clock stood: one chained log a month, kept thirteen
// months. It explains silence to people; accounts never rest on it. What the disk does not take is lost and logged:
// nobody waits for it. A connection that flaps is written down a bounded number of times an hour, the rest is counted.

import { join } from 'node:path';
import { z } from 'zod';
import { FLAP_MS } from '../../content/model/alert.ts';
import { DAY_MS, HOUR_MS, type Instant, type Interval } from '../../content/model/instant.ts';
import { Id } from '../../content/model/item.ts';
import { ClockState } from '../../content/model/play.ts';
import type { Logger } from '../logger.ts';
import { type ChainedLog, openChainedLog } from '../store/chained-log.ts';
import type { Disk } from '../store/disk.ts';
import { listNames, removeTree } from '../store/file-tree.ts';

const MONTHS_KEPT = 13;
const MOST_AN_HOUR = 60;
const MONTH = /^\d{4}-\d{2}$/;

export const ConnectionEvent = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('connected'),
    screen: Id,
    app: z.string(),
    boot: z.string(),
    programme: z.int(),
    /** How many events were not written down before this one, because there were too many. */
    folded: z.int().optional(),
  }),
  z.strictObject({ kind: z.literal('disconnected'), screen: Id, folded: z.int().optional() }),
  z.strictObject({ kind: z.literal('clock'), screen: Id, state: ClockState, folded: z.int().optional() }),
  z.strictObject({ kind: z.enum(['server_started', 'server_stopped']), screen: z.null() }),
]);
export type ConnectionEvent = z.infer<typeof ConnectionEvent>;
export type DatedEvent = ConnectionEvent & { readonly at: Instant };

/** Without a zone: which file holds an event must not depend on where a screen stands. */
const dayOf = (at: Instant): string => new Date(at).toISOString().slice(0, 10);
const genesisOf = (month: string): string => `vongxoay/connections/v1 ${month}`;

export class ConnectionBook {
  readonly #directory: string;
  readonly #disk: Disk;
  readonly #log: Logger;
  readonly #drops = new Map<string, Instant[]>();
  readonly #clocks = new Map<string, ClockState>();
  readonly #counts = new Map<string, { hour: number; noted: number; folded: number }>();
  #current: { month: string; chain: ChainedLog } | undefined;
  #lane: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(directory: string, disk: Disk, log: Logger) {
    this.#directory = directory;
    this.#disk = disk;
    this.#log = log;
  }

  serverStarted(at: Instant): void {
    this.#write({ kind: 'server_started', screen: null }, at);
  }

  /** What ends from now on ends because we do. */
  serverStopped(at: Instant): void {
    this.#write({ kind: 'server_stopped', screen: null }, at);
    this.#isStopped = true;
  }

  connected(screen: string, hello: { app: string; boot: string; programme: number }, at: Instant): void {
    const { app, boot, programme } = hello;
    this.#clocks.delete(screen);
    this.#note({ kind: 'connected', screen, app, boot, programme }, at);
  }

  disconnected(screen: string, at: Instant): void {
    const drops = (this.#drops.get(screen) ?? []).filter((one) => one > at - FLAP_MS);
    this.#drops.set(screen, [...drops, at].slice(-MOST_AN_HOUR));
    this.#note({ kind: 'disconnected', screen }, at);
  }

  /** Said with every report; only a change is written. */
  clockSaid(screen: string, state: ClockState, at: Instant): void {
    if (this.#clocks.get(screen) === state) return;
    this.#clocks.set(screen, state);
    this.#note({ kind: 'clock', screen, state }, at);
  }

  /** Of the last minutes, newest last. */
  dropsOf(screen: string): readonly Instant[] {
    return this.#drops.get(screen) ?? [];
  }

  /** Of one screen and of the server itself, oldest first. */
  async read(screen: string, { from, to }: Interval): Promise<DatedEvent[]> {
    await this.#lane;
    const events: DatedEvent[] = [];
    const [fromDay, toDay] = [dayOf(from), dayOf(to + DAY_MS)];
    for (const month of new Set([fromDay.slice(0, 7), dayOf(to).slice(0, 7)])) {
      const chain = this.#current?.month === month ? this.#current.chain : await this.#open(month);
      if (chain === undefined) continue;
      for await (const { at, body } of chain.read({ fromDay, toDay })) {
        const event = ConnectionEvent.safeParse(body).data;
        const isWanted = event !== undefined && (event.screen === null || event.screen === screen);
        if (isWanted && at >= from && at < to) events.push({ ...event, at });
      }
      if (this.#current?.chain !== chain) await chain.close();
    }
    return events;
  }

  /** Months that are older than it is kept go whole. Resolves to how many. */
  async prune(now: Instant): Promise<number> {
    const today = new Date(now);
    const oldest = dayOf(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - MONTHS_KEPT, 1)).slice(0, 7);
    const old = (await listNames(this.#directory)).filter((name) => MONTH.test(name) && name < oldest);
    for (const name of old) await removeTree(join(this.#directory, name));
    return old.length;
  }

  async close(): Promise<void> {
    this.#isStopped = true;
    await this.#lane;
    await this.#current?.chain.close();
  }

  #note(event: Exclude<ConnectionEvent, { screen: null }>, at: Instant): void {
    const hour = Math.floor(at / HOUR_MS);
    const known = this.#counts.get(event.screen) ?? { hour, noted: 0, folded: 0 };
    const count = known.hour === hour ? known : { ...known, hour, noted: 0 };
    const isTooMany = count.noted >= MOST_AN_HOUR;
    this.#counts.set(event.screen, {
      hour,
      noted: count.noted + (isTooMany ? 0 : 1),
      folded: isTooMany ? count.folded + 1 : 0,
    });
    if (isTooMany) return;
    this.#write(count.folded === 0 ? event : { ...event, folded: count.folded }, at);
  }

  #write(event: ConnectionEvent, at: Instant): void {
    if (this.#isStopped) return;
    this.#lane = this.#lane
      .then(async () => {
        const chain = await this.#chainFor(dayOf(at).slice(0, 7));
        await chain.append([{ day: dayOf(at), at, body: event }]);
      })
      .catch((error: unknown) => this.#log.error({ err: error, event }, 'connection not written down'));
  }

  async #chainFor(month: string): Promise<ChainedLog> {
    // A clock that was set back writes on where it was: days only move forward.
    if (this.#current !== undefined && this.#current.month >= month) return this.#current.chain;
    await this.#current?.chain.close();
    const chain = await openChainedLog({
      directory: join(this.#directory, month),
      genesis: genesisOf(month),
      disk: this.#disk,
    });
    this.#current = { month, chain };
    return chain;
  }

  /** To read; undefined where nothing was ever written in that month. */
  async #open(month: string): Promise<ChainedLog | undefined> {
    if (!(await listNames(this.#directory)).includes(month)) return undefined;
    const directory = join(this.#directory, month);
    return openChainedLog({ directory, genesis: genesisOf(month), disk: this.#disk });
  }
}
