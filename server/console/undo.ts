// The last deed that can be taken back, told at the foot of every page until the next one, a close or a while later. The
// deed is done at once and for everybody; taking it back calls the server again.

import { useEffect, useSyncExternalStore } from 'react';
import { Listeners } from './listeners.ts';

export interface UndoOffer {
  /** Distinguishes one deed from the same one done again. */
  readonly id: number;
  readonly text: string;
  /** Resolves to the sentence that tells what came back. Null: only told. */
  readonly undo: (() => Promise<string>) | null;
  /** Why it failed, where it did. */
  readonly problem: unknown;
}

let offer: UndoOffer | null = null;
let count = 0;
const listeners = new Listeners();

function set(next: UndoOffer | null): void {
  offer = next;
  listeners.tell();
}

export function offerUndo(text: string, undo: UndoOffer['undo']): void {
  count += 1;
  set({ id: count, text, undo, problem: null });
}

/** For what fails when the page that began it is left. */
export function tellFailure(text: string, problem: unknown): void {
  count += 1;
  set({ id: count, text, undo: null, problem });
}

export function withdrawOffer(): void {
  set(null);
}

export function useUndoOffer(): UndoOffer | null {
  return useSyncExternalStore(listeners.subscribe, () => offer);
}

/** By the key's place on the keyboard, not by the letter that an input method makes of it. */
function isUndoKey({ ctrlKey, metaKey, altKey, shiftKey, code }: KeyPress): boolean {
  return (ctrlKey || metaKey) && !altKey && !shiftKey && code === 'KeyZ';
}

function isRedoKey({ ctrlKey, metaKey, altKey, shiftKey, code }: KeyPress): boolean {
  return (ctrlKey || metaKey) && !altKey && (shiftKey ? code === 'KeyZ' : code === 'KeyY');
}

type KeyPress = Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'code'>;

/** There these keys take back letters. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('textarea, input:not([type=checkbox], [type=radio])'))
  );
}

/** Ctrl+Z and Ctrl+Y anywhere on the page but where somebody types. Null: there is nothing to go to that way. */
export function useUndoKeys(undo: (() => void) | null, redo: (() => void) | null = null): void {
  useEffect(() => {
    if (undo === null && redo === null) return undefined;
    const onKey = (event: KeyboardEvent) => {
      const isUndo = isUndoKey(event);
      if (!isUndo && !isRedoKey(event)) return;
      const go = isUndo ? undo : redo;
      if (go === null || event.defaultPrevented || isTyping(event.target)) return;
      event.preventDefault();
      go();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}
