// What is shown in place of an item that must not, or cannot, be shown, and who hears of it.

import { expect, it } from 'vitest';
import type { ProgrammeItem } from '../../content/model/programme.ts';
import type { Segment } from '../../content/model/slot.ts';
import { prepareScene } from '../../player/scene.ts';
import type { Stage } from '../../player/stage-port.ts';
import { cityOf } from './city.ts';
import { signedOf } from './virtual-player.ts';

const png = (name: string) =>
  ({ sha256: name.repeat(64), bytes: 1, mime: 'image/png', widthPx: 900, heightPx: 10 }) as const;

/** The city with its first item as running words. */
function cityWithTicker(motion: boolean) {
  const { programme } = cityOf();
  const [first, ...others] = programme.items;
  if (first === undefined) throw new Error('an item');
  const ticker = { strip: png('a'), topPx: 0, speedPxPerS: 60 };
  const running: ProgrammeItem = { ...first, kind: 'ticker', rendition: { ...first.rendition, ticker } };
  const screen = { ...programme.screen, policy: { motion, sequences: false } };
  return { signed: signedOf({ ...programme, screen, items: [running, ...others] }), item: running };
}

async function prepareFirst(motion: boolean, broken: readonly string[] = []) {
  const { signed, item } = cityWithTicker(motion);
  const asked: string[] = [];
  const told: string[] = [];
  const stage: Stage = {
    async prepare({ id }) {
      asked.push(id);
      if (broken.includes(id)) throw new Error('broken');
      return { pixels: null, dispose: () => {} };
    },
    show: async () => {
      throw new Error('nothing is shown here');
    },
  };
  const segment = {
    role: 'filler',
    from: 0,
    to: 10_000,
    programme: 1,
    playlistId: 'xen',
    itemId: item.id,
  } as Segment;
  const shop = {
    stage,
    onFault: () => {},
    onBroken: (one: { id: string }, why: string) => told.push(`${one.id}: ${why}`),
  };
  return { scene: await prepareScene(shop, segment, signed, 0), asked, told };
}

it('shows no running words where the screen allows no motion, and reports them', async () => {
  const { scene, asked, told } = await prepareFirst(false);
  expect(asked).toEqual(['idle']);
  expect(scene).toMatchObject({ instead: 'content_missing', item: { id: 'idle' } });
  expect(told).toEqual(['a: moves, which this screen does not allow']);
});

it('shows them where motion is allowed', async () => {
  const { scene, told } = await prepareFirst(true);
  expect(scene).toMatchObject({ instead: null, item: { id: 'a' } });
  expect(told).toEqual([]);
});

it('shows the idle card in place of what cannot be drawn, and reports it', async () => {
  const { scene, told } = await prepareFirst(true, ['a']);
  expect(scene).toMatchObject({ instead: 'content_missing', item: { id: 'idle' } });
  expect(told).toEqual(['a: cannot be drawn']);
});

it('shows a filler when not even the idle card can be drawn, and black only when nothing can', async () => {
  const { scene, asked } = await prepareFirst(true, ['a', 'idle', 'f1']);
  expect(scene).toMatchObject({ instead: 'content_missing', item: { id: 'f2' } });
  expect(asked).toEqual(['a', 'idle', 'f1', 'f2']);
  const none = await prepareFirst(true, ['a', 'idle', 'f1', 'f2']);
  expect(none.scene).toMatchObject({ instead: 'content_missing', prepared: null });
});
