// A wake-up call for a loop that waits: rung before anybody listens, it is heard all the same.

/** Longest that a timeout can be. */
const MOST_TIMEOUT_MS = 2_147_483_647;

export class Bell {
  #isRung = false;
  #hear: (() => void) | null = null;

  ring(): void {
    this.#isRung = true;
    this.#hear?.();
  }

  reset(): void {
    this.#isRung = false;
  }

  /** Resolves when it rings, after `withinMs`, or when the session ends. */
  async rung(ended: AbortSignal, withinMs = MOST_TIMEOUT_MS): Promise<void> {
    if (this.#isRung) return;
    const heard = new AbortController();
    this.#hear = () => heard.abort();
    const end = () => heard.abort();
    ended.addEventListener('abort', end);
    await rest(ended.aborted ? 0 : withinMs, heard.signal);
    ended.removeEventListener('abort', end);
    this.#hear = null;
  }
}

/** Resolves after `ms`, or when the session ends. */
export async function rest(ms: number, ended: AbortSignal): Promise<void> {
  if (ended.aborted) return;
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timeout);
      ended.removeEventListener('abort', end);
      resolve();
    };
    const timeout = setTimeout(end, ms);
    ended.addEventListener('abort', end);
  });
}
