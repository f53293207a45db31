// Pictures of the steps of a flow, where somebody wants to look at them: PICTURES_OF_FLOWS names the folder.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES_OF_FLOWS'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
