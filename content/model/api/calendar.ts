// Entries about when: what is promised on the screens day by day, the engine's timetable, and why an item is on or not.

import { z } from 'zod';
import type { RouteDeclaration } from '../api.ts';
import { WhyLeftOut } from './editing.ts';
import { Instant, Interval } from '../instant.ts';
import { InterruptionKind } from '../interruption.ts';
import { Category, Id } from '../item.ts';
import { OFFICE_ROLES } from '../people.ts';
import { Activity, Guarantee } from '../playlist.ts';
import { TimetableEntry } from './playlists.ts';

/** A playlist on one day of one screen. */
export const PromiseView = z.strictObject({
  playlistId: Id,
  name: z.string(),
  category: Category,
  guarantee: Guarantee.nullable(),
  items: z.int().positive(),
  /** With dates it is a campaign: it begins and ends by itself. */
  fromDate: Activity.shape.fromDate,
  untilDate: Activity.shape.untilDate,
  intervals: z.array(Interval).min(1),
});
export type PromiseView = z.infer<typeof PromiseView>;

/** What stands before the promise for a while: an interruption, or an order of suspension. */
export const PauseView = z.strictObject({
  kind: z.enum([...InterruptionKind.options, 'suspension']),
  title: z.string(),
  from: Instant,
  to: Instant,
});
export type PauseView = z.infer<typeof PauseView>;

export const CalendarDayView = z.strictObject({
  date: z.iso.date(),
  from: Instant,
  to: Instant,
  /** Is any programme in force on it? Before the first one nothing is promised. */
  ruled: z.boolean(),
  open: z.array(Interval),
  promises: z.array(PromiseView),
  pauses: z.array(PauseView),
});
export type CalendarDayView = z.infer<typeof CalendarDayView>;

export const ScreenCalendar = z.strictObject({
  screenId: Id,
  screenName: z.string(),
  zone: z.string(),
  days: z.array(CalendarDayView),
});
export type ScreenCalendar = z.infer<typeof ScreenCalendar>;

/** Why an item is not on, the first that holds. */
export const AbsenceReason = z.enum([
  'interrupted',
  'no_programme',
  'not_in_programme',
  'screen_closed',
  'playlist_inactive',
  'other_turn',
]);
export type AbsenceReason = z.infer<typeof AbsenceReason>;

export const AiringView = z.strictObject({
  on: z.boolean(),
  because: AbsenceReason.nullable(),
  entry: TimetableEntry.nullable(),
  nextAt: Instant.nullable(),
  /** What stands before the programme at that instant. */
  pause: PauseView.nullable(),
  /** The playlist of the programme that has the item, an active one first. */
  playlist: z.strictObject({ id: Id, name: z.string(), activity: Activity }).nullable(),
  /**
   * Why the programme has it not, as things stand now: in no playlist of the screen, left out of the programme, or due
   * with the next publication only.
   */
  missing: z.enum([...WhyLeftOut.options, 'in_no_playlist', 'not_then']).nullable(),
});
export type AiringView = z.infer<typeof AiringView>;

const OfScreen = z.strictObject({ screenId: Id });

export const CALENDAR_ROUTES = {
  /** Seven days from `from`, in each screen's own zone. */
  readCalendar: {
    method: 'get',
    path: '/api/calendar',
    audience: OFFICE_ROLES,
    query: z.strictObject({ from: z.iso.date() }),
    reply: z.array(ScreenCalendar),
  },
  /** The engine's own timetable of a screen, for the calendar and for "what comes next". At most a week. */
  readTimetable: {
    method: 'get',
    path: '/api/screens/:screenId/timetable',
    audience: OFFICE_ROLES,
    params: OfScreen,
    query: z.strictObject({ from: z.coerce.number().int(), to: z.coerce.number().int() }),
    reply: z.array(TimetableEntry),
  },
  /** Why is the item on, or not, at this instant? */
  explainAiring: {
    method: 'get',
    path: '/api/screens/:screenId/airing',
    audience: OFFICE_ROLES,
    params: OfScreen,
    query: z.strictObject({ item: Id, at: z.coerce.number().int() }),
    reply: AiringView,
  },
} as const satisfies Record<string, RouteDeclaration>;
