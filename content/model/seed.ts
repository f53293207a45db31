// Shape of content/seed: what a fresh installation knows of its city before anybody has typed a word.
// The JSON is checked with these schemas when it is read; a seed that does not parse stops the first start.

import { z } from 'zod';
import { Category, Id, Item, ItemContent, ItemVersion } from './item.ts';
import { withWords } from './item-words.ts';
import { Playlist } from './playlist.ts';
import { Screen } from './screen.ts';
import { Template } from './template.ts';

/** The office under one name. Units are renamed and merged; what was shown then keeps the name of then. */
export const OrganisationName = z.strictObject({
  fromDate: z.iso.date(),
  /** Last day, included; null while it is in force. */
  untilDate: z.iso.date().nullable(),
  name: z.string().min(1).max(160),
  capsName: z.string().min(1).max(160),
  parentName: z.string().min(1).max(160),
  /** Before the date of a letter: "Ngã Bảy, ngày …". */
  placeName: z.string().min(1).max(80),
  /** After the number of a report: "22/BC-UBND". */
  documentSymbol: z.string().min(1).max(40),
  note: z.string().optional(),
});
export type OrganisationName = z.infer<typeof OrganisationName>;

export const Organisation = z.strictObject({ id: Id, names: z.array(OrganisationName).min(1) });
export type Organisation = z.infer<typeof Organisation>;

/** Texts may hold `{organisation}` and `{parent}`: filled with the names in force on the day of seeding. */
export const SeedItem = z.strictObject({
  id: Id,
  title: Item.shape.title,
  category: Category,
  source: Item.shape.source,
  durationMs: ItemVersion.shape.durationMs,
  content: ItemContent,
  /** What lets it on air without a person: a document, or plain facts of the office. Null: it waits as a draft. */
  approvedBy: z.string().min(1).nullable(),
});
export type SeedItem = z.infer<typeof SeedItem>;

/** Line breaks of Vietnamese, whose words are written with spaces inside. */
export const Words = z.strictObject({
  /** Compounds never broken over two lines, unless nothing else fits. */
  keptTogether: z.array(z.string().min(1)),
  /** Words that belong to what follows: a line does not end in them. */
  notLast: z.array(z.string().min(1)),
});
export type Words = z.infer<typeof Words>;

/** How an official name or phrase must be written, and how it is often written wrong. */
export const OfficialTerm = z.strictObject({
  right: z.string().min(1),
  /** Whole words; letters of either case match unless the case itself is the mistake. */
  wrong: z.array(z.string().min(1)).min(1),
  matchCase: z.boolean(),
  /** What to write instead and by what document, for the person who wrote it. */
  remedy: z.string().min(1),
});
export type OfficialTerm = z.infer<typeof OfficialTerm>;

/** Shown when nothing else is due. */
export const IDLE_ITEM_ID = 'the-cho';

/** One JSON file for each member, of the same name, in content/seed; a folder of files for the templates. */
export const CitySeed = z.strictObject({
  organisation: Organisation,
  screens: z.array(Screen).min(1),
  items: z.array(SeedItem).min(1),
  playlists: z.array(Playlist).min(1),
  templates: z.array(Template).min(1),
  words: Words,
  terms: z.array(OfficialTerm),
});
export type CitySeed = z.infer<typeof CitySeed>;

/** The name in force on a local date `yyyy-mm-dd`; before the first one the first, after the last one the last. */
export function organisationOn(organisation: Organisation, date: string): OrganisationName {
  const names = organisation.names.toSorted((a, b) => (a.fromDate < b.fromDate ? -1 : 1));
  const current = names.findLast((name) => name.fromDate <= date) ?? names[0];
  if (current === undefined) throw new RangeError(`organisation ${organisation.id} has no name`);
  return current;
}

/** Seed items with the office's names of that date in their words. */
export function seedItemsOn(seed: Pick<CitySeed, 'items' | 'organisation'>, date: string): SeedItem[] {
  const { name, parentName } = organisationOn(seed.organisation, date);
  const fill = (text: string) =>
    text.replaceAll('{organisation}', name).replaceAll('{parent}', capitalised(parentName));
  return seed.items.map((item) => ({
    ...item,
    title: fill(item.title),
    content: withWords(item.content, fill),
  }));
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);
}
