// One screen as the first page needs it: what is on, who says so, how the hour goes. Put together from the library,
// the play log and what the players last said; it decides nothing.

import type { ScreenView } from '../../content/model/api.ts';
import { type Instant, localDateOf } from '../../content/model/instant.ts';
import type { Screen } from '../../content/model/screen.ts';
import { type Organisation, organisationOn } from '../../content/model/seed.ts';
import type { HourPlan } from '../../content/model/slot.ts';
import type { Frozen } from '../store/documents.ts';
import type { Library } from '../library/library.ts';
import { thaw } from '../library/editorial.ts';
import type { Playlog } from '../playlog/playlog.ts';

export type PresenceView = Pick<ScreenView['player'], 'connected' | 'lastSeenAt' | 'state' | 'conflictAt'> & {
  readonly receipt: { readonly number: number; readonly state: ScreenView['programme']['receipt'] } | null;
};

export interface PresenceReader {
  ofScreen(screenId: string): PresenceView;
}

export type ScreenViews = (screens: readonly Frozen<Screen>[], at: Instant) => Promise<ScreenView[]>;

export function screenViewsOf(library: Library, playlog: Playlog, presence: PresenceReader): ScreenViews {
  const { documents, archive, enrolments, screens } = library;
  const viewOf = async (screen: Frozen<Screen>, at: Instant): Promise<ScreenView> => {
    const newest = archive.newest(screen.id);
    const rules = screens.zoneRules(screen.id);
    const hour = screens.hourAt(screen.id, at);
    const { receipt, ...player } = presence.ofScreen(screen.id);
    const { organisation } = documents.data;
    const plan = await playlog.planOf(screen.id, hour);
    return {
      id: screen.id,
      name: screen.name,
      widthPx: screen.widthPx,
      heightPx: screen.heightPx,
      pitchUm: screen.pitchUm,
      viewingDistanceM: screen.viewingDistanceM,
      zone: screen.zone,
      organisation:
        organisation === null
          ? ''
          : organisationOn(thaw<Organisation>(organisation), localDateOf(rules, at)).name,
      programme: {
        ...newest,
        receipt: receipt !== null && receipt.number === newest.number ? receipt.state : 'none',
      },
      player: { enrolled: enrolments.currentPlayer(screen.id) !== undefined, ...player },
      hour,
      open: screens.isOpenAt(screen.id, at),
      accounts: await playlog.accounts(screen.id, hour, at),
      pace: paceOf(plan, at),
      slots: startsOf(plan),
    };
  };
  return (wanted, at) => Promise.all(wanted.map((screen) => viewOf(screen, at)));
}

function startsOf({ dues, slots }: HourPlan): Record<string, Instant[]> {
  const startsAt = (account: string) =>
    slots.filter((slot) => slot.account === account).map(({ startAt }) => startAt);
  return Object.fromEntries(dues.map(({ account }) => [account, startsAt(account)]));
}

/** How many showings of each account have had their time by now. */
function paceOf({ dues, slots }: HourPlan, at: Instant): Record<string, number> {
  const pace: Record<string, number> = {};
  for (const { account } of dues) pace[account] = 0;
  for (const { account, startAt, durationMs } of slots) {
    if (startAt + durationMs <= at) pace[account] = (pace[account] ?? 0) + 1;
  }
  return pace;
}
