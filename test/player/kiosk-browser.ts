// A browser as a kiosk without agent starts it: the two flags that make the server's plain address a secure context, a
// profile that stays, and a SIGKILL for all of it.

import { execFileSync } from 'node:child_process';
import { type BrowserContext, chromium } from 'playwright-core';
import { chromiumPath } from '../support/chromium.ts';

export const KIOSK_NAME = 'bang-led.noi-bo';

export async function openKiosk(
  profile: string,
  port: string,
  moreFlags: readonly string[] = [],
): Promise<BrowserContext> {
  return await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    viewport: { width: 640, height: 384 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--force-color-profile=srgb',
      `--host-resolver-rules=MAP ${KIOSK_NAME} 127.0.0.1`,
      `--unsafely-treat-insecure-origin-as-secure=http://${KIOSK_NAME}:${port}`,
      ...moreFlags,
    ],
  });
}

/** Every process of the browser with this profile: it was started by this test. */
export function killKiosk(profile: string): void {
  const lines = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  for (const line of lines.filter((one) => one.includes(`--user-data-dir=${profile}`))) {
    const pid = Number(line.trim().split(' ')[0]);
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It died with its parent a moment ago.
    }
  }
}
