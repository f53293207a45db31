// What somebody typed, kept in this tab until it is saved: an expired session, a restart or a lost network in the middle
// of a form must not cost a word. Gone when the tab is closed or the form is saved or given up.

import { useCallback, useState } from 'react';
import type { z } from 'zod';

const PREFIX = 'vongxoay.draft.';

export interface KeptDraft<T> {
  /** Null: nothing was changed yet. */
  readonly draft: T | null;
  readonly keep: (draft: T) => void;
  readonly drop: () => void;
}

/** `name` tells which form and which saved state the draft started from. */
export function useKeptDraft<T>(name: string, schema: z.ZodType<T>): KeptDraft<T> {
  const [kept, setKept] = useState(() => ({ name, draft: readKept(name, schema) }));
  const current = kept.name === name ? kept.draft : readKept(name, schema);
  const keep = useCallback(
    (draft: T) => {
      setKept({ name, draft });
      try {
        sessionStorage.setItem(PREFIX + name, JSON.stringify(draft));
      } catch {
        // Storage is full or switched off: the draft lives as long as the page.
      }
    },
    [name],
  );
  const drop = useCallback(() => {
    setKept({ name, draft: null });
    try {
      sessionStorage.removeItem(PREFIX + name);
    } catch {
      // Nothing was kept.
    }
  }, [name]);
  return { draft: current, keep, drop };
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

function readKept<T>(name: string, schema: z.ZodType<T>): T | null {
  try {
    const text = sessionStorage.getItem(PREFIX + name);
    return text === null ? null : (schema.safeParse(JSON.parse(text)).data ?? null);
  } catch {
    return null;
  }
}
