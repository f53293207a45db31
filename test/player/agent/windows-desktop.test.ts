// The agent's side of the look at Windows, against eyes that speak the same lines: what a real Windows answers is not
// tested here (docs/may-phat.md).

import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { WindowsDesktop } from '../../../player/agent/windows-desktop.ts';

const RECT = { x: 10, y: 20, width: 8, height: 4 };
const BROWSER = 4_242;
const script = fileURLToPath(new URL('../../support/fake-eyes.ts', import.meta.url));

function desktopOf(windows: readonly string[], browser: number | null = BROWSER, mono = () => 0) {
  const command = [process.execPath, '--import', 'tsx', script, ...windows] as const;
  const desktop = new WindowsDesktop({ command: [...command], browser: () => browser ?? undefined, mono });
  onTestFinished(() => desktop.close());
  return desktop;
}

it('tells windows above the browser and the pixels of the rectangle, past lines that are no answers', async () => {
  const desktop = desktopOf(['Cập nhật Windows', 'Zalo']);
  expect(await desktop.look(RECT)).toEqual({ isThere: true, covers: ['Cập nhật Windows', 'Zalo'] });
  const pixels = await desktop.grab(RECT);
  expect(pixels).toHaveLength(RECT.width * RECT.height * 4);
  expect(new Set(pixels)).toEqual(new Set([7]));
});

it('says that the browser is not there while there is none', async () => {
  expect(await desktopOf([], null).look(RECT)).toEqual({ isThere: false, covers: [] });
  expect(await desktopOf([], 1).look(RECT)).toMatchObject({ isThere: false });
});

it('hands on why a grab failed, and goes on looking', async () => {
  const desktop = desktopOf(['locked']);
  await expect(desktop.grab(RECT)).rejects.toThrow('The handle is invalid');
  expect(await desktop.look(RECT)).toMatchObject({ isThere: true });
});

it('is blind while its eyes do not stay, and starts them anew after a pause', async () => {
  let mono = 0;
  const desktop = desktopOf(['quit'], BROWSER, () => mono);
  await expect(desktop.look(RECT)).rejects.toThrow('the eyes ended');
  expect(await desktop.look(RECT)).toBeNull();
  mono = 31_000;
  await expect(desktop.look(RECT)).rejects.toThrow('the eyes ended');
});

it('is blind where there is no PowerShell', async () => {
  const desktop = new WindowsDesktop({
    command: ['/nowhere/powershell.exe'],
    browser: () => BROWSER,
    mono: () => 0,
  });
  await expect(desktop.look(RECT)).rejects.toThrow('the eyes ended');
  expect(await desktop.look(RECT)).toBeNull();
});
