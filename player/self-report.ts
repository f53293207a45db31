// What the player says of itself: to the server as its state, to the person in front of the wall as lines of facts.

import type { ClockReading } from '../content/model/play.ts';
import type { AgentReport, Enrolment, PlayerState } from '../content/model/protocol.ts';
import type { PlayerClock } from './clock.ts';
import type { Link } from './link.ts';
import type { ProgrammeShelf } from './programme-shelf.ts';
import type { Showing } from './showing.ts';

type Storage = PlayerState['storage'];

export interface SelfKnowledge {
  readonly showing: Showing | null;
  readonly programme: number;
  readonly isVisible: boolean;
  readonly clock: ClockReading;
  readonly agent: AgentReport | undefined;
  readonly pending: number;
  readonly home: Storage['home'];
  readonly persisted: boolean;
  readonly isFull: boolean;
  readonly attendance: Pick<PlayerState, 'brightnessPercent' | 'overlay' | 'broken'> & {
    readonly storage: Partial<Storage>;
  };
}

export function stateOf(known: SelfKnowledge): PlayerState {
  const { showing, programme, isVisible, clock, agent, pending, home, persisted, isFull, attendance } = known;
  return {
    showing: showing === null ? null : reportOf(showing),
    programme,
    visible: isVisible,
    clock,
    ...(agent === undefined ? {} : { agent }),
    pending,
    ...attendance,
    storage: {
      persisted,
      secureContext: globalThis.isSecureContext,
      home,
      ...(isFull ? { full: true } : {}),
      ...attendance.storage,
    },
  };
}

function reportOf(showing: Showing): NonNullable<PlayerState['showing']> {
  const { role, item, version, title, asset, pixels, startedAt, untilAt } = showing;
  return { role, item, version, title, asset, pixels, startedAt, untilAt };
}

export function factsOf(known: {
  enrolment: Enrolment;
  facts: { key: string; boot: string; app: string };
  clock: PlayerClock;
  link: Link;
  shelf: ProgrammeShelf;
  showing: Showing | null;
  persisted: boolean;
  faults: readonly unknown[];
}): string[] {
  const { enrolment, facts, clock, link, shelf, showing, persisted, faults } = known;
  const { state, offsetMs, uncertaintyMs } = clock.reading();
  return [
    `${enrolment.screenName} (${enrolment.screenId}) ${enrolment.widthPx} × ${enrolment.heightPx}`,
    `key ${facts.key} boot ${facts.boot} app ${facts.app}`,
    `clock ${state} offset ${offsetMs} ms ± ${uncertaintyMs} ms, ${new Date(clock.now()).toISOString()}`,
    `server ${link.isOnline ? 'connected' : 'away'} ${link.trouble ?? ''}`,
    `programme ${shelf.newest}, showing ${showing?.role ?? '-'} ${showing?.item ?? ''}`,
    `persisted ${persisted}, secure ${globalThis.isSecureContext}, faults ${faults.length}`,
    ...faults.slice(-3).map(String),
  ];
}
