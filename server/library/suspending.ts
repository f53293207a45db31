// Tạm dừng theo văn bản (quốc tang, lệnh đình chỉ): one act turns the screens black and files the excuse for what is owed
// meanwhile. Black goes first and waits for no disk; a screen whose excuse could not be filed is named.

import type { Person } from '../../content/model/api.ts';
import type {
  InterruptionOrdered,
  SuspensionOrdered,
  SuspensionWish,
} from '../../content/model/api/urgent.ts';
import type { SuspensionOrder } from '../../content/model/declaration.ts';
import { CodedError } from '../../content/model/errors.ts';
import { type Instant, MINUTE_MS } from '../../content/model/instant.ts';
import type { Logger } from '../logger.ts';
import type { Playlog } from '../playlog/playlog.ts';
import type { Interrupting } from './interrupting.ts';
import { requireReach } from './reach.ts';
import type { Screens } from './screens.ts';

const MOST_MINUTES = 31 * 24 * 60;

export interface SuspendingDependencies {
  readonly interrupting: Interrupting;
  readonly screens: Screens;
  readonly playlog: Pick<Playlog, 'declare' | 'booksOf'>;
  readonly log: Logger;
}

export class Suspending {
  readonly #dependencies: SuspendingDependencies;

  constructor(dependencies: SuspendingDependencies) {
    this.#dependencies = dependencies;
  }

  /** Throws BAD_REQUEST for a period that is over or too long, FORBIDDEN beyond the person's screens. */
  async order(wish: SuspensionWish, by: Person, at: Instant): Promise<SuspensionOrdered> {
    const { playlog, log } = this.#dependencies;
    const { screenIds, document, text } = wish;
    if (screenIds !== null) requireReach(by, screenIds);
    const from = Math.max(at, wish.from ?? at);
    const minutes = Math.ceil((wish.until - from) / MINUTE_MS);
    if (minutes < 1) throw new CodedError('BAD_REQUEST', 'Thời gian tạm dừng đã hết hoặc ngược.');
    if (minutes > MOST_MINUTES) throw new CodedError('BAD_REQUEST', 'Mỗi lần tạm dừng tối đa 31 ngày.');
    const ordered = await this.#dependencies.interrupting.orderBlackout(
      text,
      { screenIds, minutes, from, document: document.number },
      by,
      at,
    );
    const unexcused: string[] = [];
    for (const screen of ordered.screens) {
      const excuse = {
        ...statedBy(by, screen, at),
        // An order that holds since before it was typed in excuses since then.
        from: wish.from ?? at,
        to: from + minutes * MINUTE_MS,
        document,
        text,
        interruption: ordered.id,
      };
      await playlog.declare(excuse).catch((error: unknown) => {
        log.error({ err: error, screenId: screen, interruptionId: ordered.id }, 'excuse not filed');
        unexcused.push(screen);
      });
    }
    return { ...ordered, unexcused: unexcused.map((id) => ({ id, name: this.#nameOf(id) })) };
  }

  /** A new end for any interruption. What is not dark any more by it is not excused any more either. */
  async revise(
    interruptionId: string,
    minutes: number,
    by: Person,
    at: Instant,
  ): Promise<InterruptionOrdered> {
    const { interrupting } = this.#dependencies;
    const ordered = await interrupting.revise(interruptionId, minutes, by, at);
    const until = at + minutes * MINUTE_MS;
    for (const screen of ordered.screens) {
      // The wall has its order; what cannot be filed now is a matter for the log and a later declaration.
      await this.#shorten(interruptionId, screen, until, by, at).catch((error: unknown) =>
        this.#dependencies.log.error(
          { err: error, screenId: screen, interruptionId },
          'excuse not shortened',
        ),
      );
    }
    return ordered;
  }

  /** The shorter excuse first: cut in between, both stand, and the longer one can be withdrawn by hand. */
  async #shorten(
    interruptionId: string,
    screen: string,
    until: Instant,
    by: Person,
    at: Instant,
  ): Promise<void> {
    const { playlog } = this.#dependencies;
    const { declarations } = await playlog.booksOf(screen);
    const standing = declarations.filed.filter(({ withdrawn }) => !withdrawn);
    for (const { n, declaration } of standing) {
      if (declaration.kind !== 'suspension' || declaration.interruption !== interruptionId) continue;
      if (declaration.to <= until) continue;
      if (declaration.from < until)
        await playlog.declare({ ...declaration, ...statedBy(by, screen, at), to: until });
      const text = 'Kết thúc sớm hơn văn bản.';
      await playlog.declare({ ...statedBy(by, screen, at), kind: 'withdrawal', n, text });
    }
  }

  #nameOf(screenId: string): string {
    return this.#dependencies.screens.require(screenId).name;
  }
}

function statedBy(
  { id, name }: Person,
  screen: string,
  at: Instant,
): Pick<SuspensionOrder, 'v' | 'kind' | 'screen' | 'at' | 'by'> {
  return { v: 1, kind: 'suspension', screen, at, by: { id, name } };
}
