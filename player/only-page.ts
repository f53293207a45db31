// One page at a time holds the wall. A second one on the same PC waits for the first to go, and both say that there were
// two: two pages would write one journal twice.

const CHANNEL = 'vongxoay-player';
const LOCK = 'vongxoay-player';
/** How long a page that runs has to answer where the browser has no locks (plain http). */
const ANSWER_WITHIN_MS = 500;
const ASK_AGAIN_MS = 3_000;

export interface OnlyPage {
  /** Called whenever another page wanted the wall while this one holds it. */
  onRival(listener: () => void): void;
}

/** What pages of one PC call to each other. */
class Call {
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly tell = this.#channel.postMessage.bind(this.#channel) as (word: 'anyone?' | 'here') => void;

  /** Returns how to stop listening. */
  hear(word: 'anyone?' | 'here', listener: () => void): () => void {
    const onMessage = ({ data }: MessageEvent): void => {
      if (data === word) listener();
    };
    this.#channel.addEventListener('message', onMessage);
    return () => this.#channel.removeEventListener('message', onMessage);
  }
}

/** Resolves when this page is the only one; `wait` is called once if it must wait for another. */
export async function becomeOnly(wait: () => void): Promise<OnlyPage> {
  const call = new Call();
  const locks: LockManager | undefined = navigator.locks;
  if (locks === undefined) await silence(call, wait);
  else await takeLock(locks, call, wait);
  const listeners: (() => void)[] = [];
  call.hear('anyone?', () => {
    call.tell('here');
    for (const listener of listeners) listener();
  });
  return { onRival: (listener) => void listeners.push(listener) };
}

async function takeLock(locks: LockManager, call: Call, wait: () => void): Promise<void> {
  const hold = async (taken: () => void): Promise<never> => {
    taken();
    return await new Promise<never>(() => {});
  };
  const isFree = await new Promise<boolean>((resolve) => {
    void locks.request(LOCK, { ifAvailable: true }, async (lock) => {
      if (lock === null) resolve(false);
      else await hold(() => resolve(true));
    });
  });
  if (isFree) return;
  wait();
  call.tell('anyone?');
  await new Promise<void>((resolve) => {
    void locks.request(LOCK, async () => await hold(resolve));
  });
}

/** Without locks: nobody answers any more. */
async function silence(call: Call, wait: () => void): Promise<void> {
  for (let isFirst = true; ; isFirst = false) {
    const isAnswered = await new Promise<boolean>((resolve) => {
      const stop = call.hear('here', () => resolve(true));
      call.tell('anyone?');
      setTimeout(() => {
        stop();
        resolve(false);
      }, ANSWER_WITHIN_MS);
    });
    if (!isAnswered) return;
    if (isFirst) wait();
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}
