// The desktop of Windows: a PowerShell of the system answers, line by line, what lies on the rectangle and which pixels
// it has (windows/look.ps1). Where it does not start or answer, nobody looks, and the plays say so. Not yet run on a real
// Windows: docs/may-phat.md.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import type { DesktopRect } from '../companion.ts';
import type { Desktop, Look } from './desktop.ts';

const Answer = z.union([
  z.strictObject({ id: z.int(), isThere: z.boolean(), covers: z.array(z.string()) }),
  z.strictObject({ id: z.int(), rgba: z.base64() }),
  z.strictObject({ id: z.int(), fault: z.string() }),
]);
type Answer = z.infer<typeof Answer>;

export interface WindowsDesktopPorts {
  /** Program and arguments of the eyes. */
  readonly command: readonly [string, ...string[]];
  /** Process of our browser; its windows are ours. */
  readonly browser: () => number | undefined;
  readonly mono: () => number;
}

/** A pause between two starts of eyes that end by themselves: compiling them keeps an old PC busy. */
const RESTART_PAUSE_MS = 30_000;
const ANSWER_WITHIN_MS = 10_000;

export function powershellCommand(script: string): [string, ...string[]] {
  const flags = '-NoLogo -NoProfile -NonInteractive -ExecutionPolicy Bypass -File'.split(' ');
  return ['powershell.exe', ...flags, script];
}

type Eyes = ChildProcessByStdio<Writable, Readable, null>;

export class WindowsDesktop implements Desktop {
  readonly name = 'windows';
  readonly #ports: WindowsDesktopPorts;
  readonly #waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  #eyes: Eyes | null = null;
  #startedMono = -Infinity;
  #lastId = 0;

  constructor(ports: WindowsDesktopPorts) {
    this.#ports = ports;
  }

  async look(rect: DesktopRect): Promise<Look | null> {
    const browser = this.#ports.browser();
    if (browser === undefined) return { isThere: false, covers: [] };
    const answer = await this.#ask({ ask: 'look', browser, ...rect });
    if (answer === null || !('isThere' in answer)) return null;
    return { isThere: answer.isThere, covers: answer.covers };
  }

  async grab(rect: DesktopRect): Promise<Uint8Array<ArrayBuffer> | null> {
    const answer = await this.#ask({ ask: 'grab', ...rect });
    if (answer === null || !('rgba' in answer)) return null;
    const rgba = new Uint8Array(Buffer.from(answer.rgba, 'base64'));
    return rgba.length === rect.width * rect.height * 4 ? rgba : null;
  }

  close(): void {
    this.#startedMono = Infinity;
    this.#eyes?.stdin.end();
  }

  /** Null while there are no eyes. Throws what they say went wrong. */
  async #ask(question: object): Promise<Answer | null> {
    const eyes = this.#open();
    if (eyes === null) return null;
    const id = (this.#lastId += 1);
    let timeout: NodeJS.Timeout | undefined;
    try {
      const answer = await new Promise<Answer>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        timeout = setTimeout(() => {
          reject(new Error('the desktop is not answered for'));
          eyes.kill();
        }, ANSWER_WITHIN_MS);
        eyes.stdin.write(`${JSON.stringify({ id, ...question })}\n`);
      });
      if ('fault' in answer) throw new Error(answer.fault);
      return answer;
    } finally {
      clearTimeout(timeout);
      this.#waiting.delete(id);
    }
  }

  #open(): Eyes | null {
    const { command, mono } = this.#ports;
    if (this.#eyes !== null) return this.#eyes;
    if (mono() - this.#startedMono < RESTART_PAUSE_MS) return null;
    this.#startedMono = mono();
    const [program, ...line] = command;
    const eyes = spawn(program, line, { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
    this.#eyes = eyes;
    const end = (): void => {
      if (this.#eyes === eyes) this.#eyes = null;
      for (const waiting of this.#waiting.values()) waiting.reject(new Error('the eyes ended'));
    };
    eyes.once('exit', end);
    eyes.once('error', end);
    eyes.stdin.on('error', end);
    createInterface({ input: eyes.stdout }).on('line', (line) => this.#hear(line));
    return eyes;
  }

  #hear(line: string): void {
    const answer = Answer.safeParse(parsed(line));
    if (answer.success) this.#waiting.get(answer.data.id)?.resolve(answer.data);
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
