// What is on the wall, as the player tells it to the server and to its own watchdog. Pure.

import type { Interruption } from '../content/model/interruption.ts';
import type { ProgrammeItem } from '../content/model/programme.ts';
import type { PlayerState } from '../content/model/protocol.ts';
import type { Mark } from './journal.ts';
import type { Scene } from './scene.ts';
import type { Shown } from './stage-port.ts';

export type Showing = NonNullable<PlayerState['showing']> & { readonly programme: number };

export function showingOf({ segment, signed }: Scene, shown: Shown, play: Mark['play'] | null): Showing {
  const role = segment.role === 'closed' ? 'closed' : 'fallback';
  return {
    role: play?.role ?? role,
    item: play?.item ?? null,
    version: play?.version ?? null,
    title: play?.title ?? '',
    asset: play?.asset ?? null,
    pixels: play?.pixels ?? null,
    startedAt: shown.presentedAt,
    untilAt: segment.to,
    programme: signed?.programme.number ?? 0,
  };
}

export function asideOf(
  { kind, id, until }: Interruption,
  item: ProgrammeItem | null,
  pixels: string | null,
  { presentedAt }: Shown,
): Showing {
  return {
    role: kind,
    item: item?.id ?? id,
    version: item?.version ?? null,
    title: item?.title ?? '',
    asset: item?.rendition.picture.sha256 ?? null,
    pixels,
    startedAt: presentedAt,
    untilAt: until,
    programme: 0,
  };
}
