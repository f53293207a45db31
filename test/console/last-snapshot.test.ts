// The newest snapshot on the first page, in Chromium: asked for by a button, and never without saying what it is of.

import { expect, it } from 'vitest';
import { launchOfficeChromium } from '../support/chromium.ts';
import { AFTERNOON } from './city-day.ts';
import { openPage } from './console-page.ts';
import { startConsoleServer } from './console-server.ts';
import { builtPages } from '../support/built-pages.ts';

it('asks for a snapshot, shows it when it comes, and says that it is of the desktop and not of the LED', async () => {
  const built = await builtPages();
  await using browser = await launchOfficeChromium();
  await using server = await startConsoleServer(built.console, () => AFTERNOON);
  await using opened = await openPage(browser, server.url);
  const { page } = opened;
  const card = page.getByRole('region', { name: 'Ảnh chụp mới nhất' });
  await card.getByText('Chưa có ảnh nào.').waitFor();
  await card.getByRole('button', { name: 'Chụp ngay' }).click();
  await card.getByText('Đã có ảnh mới.').waitFor();
  await card.getByText('Màn hình máy tính, không phải mặt LED').waitFor();
  const picture = card.getByRole('img', { name: /^Ảnh chụp: / });
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);

  server.failing.set('requestSnapshot', 'NOT_FOUND');
  await card.getByRole('button', { name: 'Chụp ngay' }).click();
  await card.getByRole('alert').waitFor();
}, 60_000);
