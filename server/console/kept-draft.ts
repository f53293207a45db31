// What somebody typed, kept until it is saved: an expired session, a restart or a lost network in the middle of a form
// must not cost a word. Drafts live in the storage of this tab, secrets in the memory of the page only; both go when the
// form is saved or given up, when the tab is closed, and when somebody signs out.

import { useCallback, useSyncExternalStore } from 'react';
import type { z } from 'zod';
import { Listeners } from './listeners.ts';

const PREFIX = 'vongxoay.draft.';

/** What was read or written since the page was loaded: whoever shows a draft of a name shows the same one. */
const drafts = new Map<string, unknown>();
const secrets = new Map<string, string>();
const listeners = new Listeners();

export interface KeptDraft<T> {
  /** Null: nothing was changed yet. */
  readonly draft: T | null;
  readonly keep: (draft: T) => void;
  readonly drop: () => void;
}

/** `name` tells which form and which saved state the draft started from. */
export function useKeptDraft<T>(name: string, schema: z.ZodType<T>): KeptDraft<T> {
  const draft = useSyncExternalStore(listeners.subscribe, () => readKept(name, schema));
  const keep = useCallback((next: T) => write(name, next), [name]);
  const drop = useCallback(() => dropDraft(name), [name]);
  return { draft, keep, drop };
}

/** One field that outlives its page: as `useState`, with a third part that forgets it once it is sent. */
export function useKept<T>(
  name: string,
  schema: z.ZodType<T>,
  initial: T,
): readonly [T, (value: T) => void, () => void] {
  const { draft, keep, drop } = useKeptDraft(name, schema);
  return [draft ?? initial, keep, drop];
}

/** One field that must not be put by anywhere: outlives its form, not its page. Empty: nothing was typed. */
export function useKeptSecret(name: string): readonly [string, (value: string) => void] {
  const secret = useSyncExternalStore(listeners.subscribe, () => secrets.get(name) ?? '');
  const keep = useCallback(
    (next: string) => {
      if (next === '') secrets.delete(name);
      else secrets.set(name, next);
      listeners.tell();
    },
    [name],
  );
  return [secret, keep];
}

/** For a form that has got another name, as a new thing does when it is saved. */
export function moveDraft(from: string, to: string): void {
  const draft = drafts.get(from) ?? null;
  dropDraft(from);
  if (draft !== null) write(to, draft);
}

export function dropDraft(name: string): void {
  drafts.set(name, null);
  try {
    sessionStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing was kept.
  }
  listeners.tell();
}

/** The drafts that are kept under names with this beginning. */
export function keptNames(beginning: string): string[] {
  try {
    return Object.keys(sessionStorage)
      .filter((key) => key.startsWith(PREFIX + beginning))
      .map((key) => key.slice(PREFIX.length));
  } catch {
    return [];
  }
}

/** For whoever leaves by choice: the next person at this PC must not find what they typed. */
export function forgetDrafts(): void {
  try {
    for (const name of keptNames('')) sessionStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing was kept.
  }
  drafts.clear();
  secrets.clear();
  listeners.tell();
}

function write(name: string, draft: unknown): void {
  drafts.set(name, draft);
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(draft));
  } catch {
    // Storage is full or switched off: the draft lives as long as the page.
  }
  listeners.tell();
}

/** A name belongs to one form, so one schema reads it. */
function readKept<T>(name: string, schema: z.ZodType<T>): T | null {
  if (!drafts.has(name)) {
    try {
      const text = sessionStorage.getItem(PREFIX + name);
      drafts.set(name, text === null ? null : (schema.safeParse(JSON.parse(text)).data ?? null));
    } catch {
      drafts.set(name, null);
    }
  }
  return drafts.get(name) as T | null;
}
