// Where the browser is on this PC, with which flags it becomes a kiosk, and its profile made ready for a start: no
// question about a crash, no lock of a process that is gone.

import { existsSync } from 'node:fs';
import { readFile, readlink, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ensureDirectory, readIfPresent, writeDurably } from '../../server/store/files.ts';
import { WINDOW_CLASS } from './desktop.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PLACES = [
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Each still exists in Chromium 156 and matters on a wall; `--start-fullscreen` is not one: it lets bars appear. */
const KIOSK_FLAGS = [
  '--kiosk',
  '--no-first-run',
  '--no-default-browser-check',
  '--noerrdialogs',
  '--hide-crash-restore-bubble',
  '--password-store=basic',
  '--disable-component-update',
  '--autoplay-policy=no-user-gesture-required',
  '--overscroll-history-navigation=0',
  '--disable-pinch',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--disable-features=CalculateNativeWinOcclusion',
  '--disable-search-engine-choice-screen',
  '--force-device-scale-factor=1',
  '--force-color-profile=srgb',
  '--disable-lcd-text',
  '--check-for-update-interval=31536000',
  '--deny-permission-prompts',
  '--remote-debugging-pipe',
  `--class=${WINDOW_CLASS}`,
] as const;

/** Undefined when there is none that we know of. */
export function findBrowser(path: string | undefined): string | undefined {
  const folders = (path ?? '').split(delimiter);
  return [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...PLACES].find((place) =>
    existsSync(place),
  );
}

export function kioskLine(profile: string, url: string, more: readonly string[]): string[] {
  return [...KIOSK_FLAGS, `--user-data-dir=${profile}`, ...more, url];
}

/** After a power cut Chrome would ask whether to restore, or refuse a profile that a dead process holds. */
export async function prepareProfile(profile: string): Promise<void> {
  await ensureDirectory(profile);
  await freeProfile(profile);
  const folder = join(profile, 'Default');
  await ensureDirectory(folder);
  const path = join(folder, 'Preferences');
  const preferences = await readPreferences(path);
  const changed = {
    ...preferences,
    profile: { ...preferences.profile, exit_type: 'Normal', exited_cleanly: true },
    // NOTE: the feature flag of old no longer keeps its bubble off the wall.
    translate: { enabled: false },
  };
  await writeDurably(path, Buffer.from(JSON.stringify(changed)));
}

async function readPreferences(path: string): Promise<{ readonly profile?: object }> {
  try {
    const bytes = await readIfPresent(path);
    return bytes === undefined ? {} : (JSON.parse(Buffer.from(bytes).toString('utf8')) as object);
  } catch {
    // Chrome, too, makes new preferences in place of unreadable ones.
    return {};
  }
}

/** On Linux the lock names host and process; a browser of an agent that was killed is ended before ours starts. */
async function freeProfile(profile: string): Promise<void> {
  const lock = await readlink(join(profile, 'SingletonLock')).catch(() => undefined);
  if (lock === undefined) return;
  const pid = Number(lock.split('-').at(-1));
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (line.includes(`--user-data-dir=${profile}`)) process.kill(pid, 'SIGKILL');
  for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket']) {
    await rm(join(profile, name), { force: true });
  }
}
