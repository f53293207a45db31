// Finds the browser and the tools that the tests drive, or installs them where we may; says plainly when it cannot.
// Everything that launches Chromium in a test goes through here, so that flags stand once.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const CHROMIUM_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

function findOnPath(names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

/**
 * The same engine without windows: pages open in it in two thirds of the time (measured 2026-11-28), so the console is judged in
 * it where it is; players run in the whole browser, and a browser that somebody chose is used for all.
 */
const SHELL = 'chromium-headless-shell';

export function findChromium(): string | undefined {
  const wanted = process.env['CHROMIUM'];
  if (wanted !== undefined) return existsSync(wanted) ? wanted : undefined;
  return findOnPath(CHROMIUM_NAMES) ?? CHROMIUM_PLACES.find((path) => existsSync(path));
}

/** Program that a test runs -> Debian packages that have it and what it needs. Installed before all tests where we may. */
const TOOLS: Readonly<Record<string, string>> = {
  jq: 'jq',
  localc: 'libreoffice-calc',
  lowriter: 'libreoffice-writer',
  openssl: 'openssl',
  pdftotext: 'poppler-utils',
  shellcheck: 'shellcheck',
  strace: 'strace',
  'systemd-analyze': 'systemd',
  Xvfb: 'xvfb',
  openbox: 'openbox',
  xterm: 'xterm',
  tesseract: 'tesseract-ocr tesseract-ocr-vie',
  unzip: 'unzip',
};

function installDebianPackages(names: readonly string[], ...options: readonly string[]): void {
  if (names.length === 0 || process.getuid?.() !== 0 || findOnPath(['apt-get']) === undefined) return;
  console.log(`Installing ${names.join(', ')} with apt-get, because the tests need it …`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env: environment });
  spawnSync('apt-get', ['install', '-y', '-qq', ...options, ...names], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environment,
  });
}

/** Vitest runs this once before all tests. */
export function setup(): void {
  const isChosen = process.env['CHROMIUM'] !== undefined;
  const tools = process.platform === 'linux' ? Object.entries(TOOLS) : [];
  const missing = tools.filter(([program]) => findOnPath([program]) === undefined);
  installDebianPackages(
    missing.flatMap(([, names]) => names.split(' ')),
    '--no-install-recommends',
  );
  if (findChromium() === undefined) installDebianPackages(['chromium']);
  // By itself: a distribution that has no such package still gets the others.
  if (!isChosen && findOnPath([SHELL]) === undefined) installDebianPackages([SHELL]);
  const path = findChromium();
  if (path === undefined) {
    throw new Error(
      'No Chromium found and none could be installed. Install Chromium or Chrome, or set CHROMIUM to its path.',
    );
  }
  const shell = isChosen ? undefined : findOnPath([SHELL]);
  if (shell !== undefined) process.env['HEADLESS_CHROMIUM'] = shell;
  process.env['CHROMIUM'] = path;
}

export function chromiumPath(): string {
  const path = findChromium();
  if (path === undefined) throw new Error('No Chromium found; set CHROMIUM to its path.');
  return path;
}

/** A headless Chromium with a profile of its own, in the state a kiosk has; close it with `await using`. */
export async function launchChromium(moreFlags: readonly string[] = []): Promise<Browser & AsyncDisposable> {
  return await launch(chromiumPath(), moreFlags);
}

/** For pages of the console alone: the quickest browser of the same engine that is there. */
export async function launchOfficeChromium(
  moreFlags: readonly string[] = [],
): Promise<Browser & AsyncDisposable> {
  return await launch(process.env['HEADLESS_CHROMIUM'] ?? chromiumPath(), moreFlags);
}

async function launch(
  executablePath: string,
  moreFlags: readonly string[],
): Promise<Browser & AsyncDisposable> {
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--force-color-profile=srgb',
      ...moreFlags,
    ],
  });
}
