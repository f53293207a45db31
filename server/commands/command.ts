// What the commands beside the server share: arguments and environment are read here, the outcome is one text for the
// person at the keyboard, and a failure exits with 1.

import { StoreError } from '../store/store-error.ts';

export interface Command {
  /** Arguments that are no options. */
  readonly words: readonly string[];
  /** Such as `--dry-run`. */
  readonly options: ReadonlySet<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export async function runCommand(run: (command: Command) => Promise<readonly string[]>): Promise<void> {
  const args = process.argv.slice(2);
  const words = args.filter((arg) => !arg.startsWith('--'));
  const options = new Set(args.filter((arg) => arg.startsWith('--')));
  try {
    process.stdout.write(`${(await run({ words, options, env: process.env })).join('\n')}\n`);
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = 1;
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof StoreError) return `${error.code}: ${error.reason}\n  ${error.path}`;
  return error instanceof Error ? error.message : String(error);
}
