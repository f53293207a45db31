// Processes that do nothing but burn a core, for measurements under load. Each dies by itself when its time is over, so
// that none outlives a bench that was killed.

import { type ChildProcess, spawn } from 'node:child_process';

const BURN = 'const until = Date.now() + Number(process.argv[1]); while (Date.now() < until);';

export class Hogs implements Disposable {
  readonly #children: readonly ChildProcess[];

  constructor(count: number, mostMs: number) {
    this.#children = Array.from({ length: count }, () =>
      spawn(process.execPath, ['-e', BURN, String(mostMs)], { stdio: 'ignore' }),
    );
  }

  [Symbol.dispose](): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}
