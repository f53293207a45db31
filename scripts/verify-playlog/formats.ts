// The formats of docs/play-log.md, as far as the verifier reads them. Written from that page, not from the server.

import type { Json } from './canonical.ts';
import type { DailyWindow, Interval, ZoneRules } from './calendar.ts';
import type { KeyAlgorithm } from './platform.ts';

export interface Manifest {
  readonly v: number;
  readonly kind: string;
  readonly code: string;
  readonly madeAt: number;
  readonly madeBy: string;
  readonly organisation: string;
  readonly period: { readonly fromDate: string; readonly untilDate: string };
  readonly screens: readonly ({ readonly id: string; readonly name: string } & Interval)[];
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

export interface PlayerKey {
  readonly keyId: string;
  readonly screenId: string;
  readonly algorithm: KeyAlgorithm;
  readonly publicKey: string;
}

export interface ServerKey {
  readonly keyId: string;
  readonly publicKey: string;
  readonly use: 'programmes' | 'seals';
}

export interface Keys {
  readonly players: readonly PlayerKey[];
  readonly server: readonly ServerKey[];
}

export interface ProgrammeItem {
  readonly id: string;
  readonly version: number;
  readonly durationMs: number;
  readonly rendition: {
    readonly pixelsSha256: string;
    readonly clockFace?: Json;
    readonly video?: { readonly file: { readonly sha256: string } };
  };
}

export interface ProgrammePlaylist {
  readonly id: string;
  readonly itemIds: readonly string[];
  readonly guarantee: {
    readonly showingsPerHour: number;
    readonly scope: 'per_item' | 'per_run' | 'total';
    readonly placement: 'spread' | 'together';
  } | null;
  readonly activity: {
    readonly fromDate: string | null;
    readonly untilDate: string | null;
    readonly hours: readonly DailyWindow[];
  };
}

export interface Programme {
  readonly number: number;
  readonly effectiveFrom: number;
  readonly screen: { readonly id: string; readonly openingHours: readonly DailyWindow[] };
  readonly zoneRules: ZoneRules;
  readonly items: readonly ProgrammeItem[];
  readonly playlists: readonly ProgrammePlaylist[];
}

export interface PlayRecord {
  readonly type: string;
  readonly screen: string;
  readonly key: string;
  readonly boot: string;
  readonly seq: number;
  readonly prev: string | null;
  readonly at: number | null;
  readonly monoMs: number;
  readonly clock: { readonly state: 'synced' | 'holdover' | 'unsynced'; readonly uncertaintyMs: number };
  readonly previous?: { readonly boot: string; readonly seq: number; readonly sha256: string } | null;
  // type play
  readonly programme: number;
  readonly hourFrom: number;
  readonly slot: string | null;
  readonly attempt: number;
  readonly item: string;
  readonly version: number;
  readonly pixels: string | null;
  readonly plannedAt: number;
  readonly plannedMs: number;
  readonly shownMs: number;
  readonly visibleMs: number;
  readonly frames: number;
  readonly coveredMs: number | null;
  readonly end: string;
  readonly ofBoot?: string | undefined;
  // type seal
  readonly hour: Interval;
  readonly sealed: { readonly seq: number; readonly plays: number; readonly sha256: string };
  readonly server: { readonly number: number; readonly sha256: string } | null;
  readonly signature: string;
}

export interface BatchBody {
  readonly kind: 'batch';
  readonly key: string;
  readonly boot: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly sha256: string;
  readonly algorithm: KeyAlgorithm;
  readonly signature: string;
}

export type LedgerBody =
  | { readonly kind: 'record'; readonly record: PlayRecord }
  | BatchBody
  | {
      readonly kind: 'gap';
      readonly key: string;
      readonly boot: string;
      readonly fromSeq: number;
      readonly toSeq: number;
    };

export interface StatedAccount {
  readonly screen: string;
  readonly hour: Interval;
  readonly account: string;
  readonly due: number;
  readonly shown: number;
  readonly madeGood: number;
  readonly missed: number;
  readonly open: number;
  readonly missing: readonly unknown[];
  readonly state: string;
}
