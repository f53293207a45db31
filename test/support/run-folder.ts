// A folder that all processes of one run of the tests share, for what is made once a run: pages, a seeded city. It goes
// with the run. Each test file making its own cost a run minutes of processor.

import { mkdtempSync, rmSync } from 'node:fs';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The variable that says where it is; without it there is no run, as in a bench. */
const RUN_FOLDER = 'TEST_RUN_FOLDER';

/** Vitest runs this once before all tests, and what it returns after them. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'vong-xoay-run-'));
  process.env[RUN_FOLDER] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

const exists = async (path: string): Promise<boolean> =>
  await access(path).then(
    () => true,
    () => false,
  );

let ownFolder: string | undefined;

function folderOfOwn(): string {
  if (ownFolder === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'vong-xoay-run-'));
    ownFolder = folder;
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  }
  return ownFolder;
}

/** Folder that `make` has filled, once for all who ask for it by this name in a run; the others wait for the first. */
export async function onceARun(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const path = join(process.env[RUN_FOLDER] ?? folderOfOwn(), name);
  const isFirst = await mkdir(path).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    try {
      await make(path);
      await writeFile(`${path}.made`, '');
    } catch (error) {
      await writeFile(`${path}.failed`, '');
      throw error;
    }
    return path;
  }
  while (!(await exists(`${path}.made`))) {
    if (await exists(`${path}.failed`))
      throw new Error(`${name} could not be made; the test file that tried it first says why`);
    await pause(50);
  }
  return path;
}
