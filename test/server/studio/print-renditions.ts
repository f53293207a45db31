// Run as its own process: prints the hashes of seed pictures of each kind, so that two processes can be compared.

import { openSeededStudio, SOME_ITEMS } from './seeded-studio.ts';

await using studio = await openSeededStudio();
for (const item of studio.items.filter(({ id }) => SOME_ITEMS.includes(id))) {
  const { rendition } = await studio.render(item.content, 640, 384);
  process.stdout.write(
    `${item.id} ${rendition.picture.sha256} ${rendition.clockFace?.sprites.sha256 ?? '-'}\n`,
  );
}
