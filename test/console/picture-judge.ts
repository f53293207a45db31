// Judges every page by its pictures (painted-words.ts), as it is and with longer words, on a telephone and on a desk:
// `npm run judge:pictures`, with addresses to look at only those. A command and not a test: two minutes of a processor for
// what page-rules.test.ts finds in most cases by the layout.

import { builtPages } from '../support/built-pages.ts';
import { launchOfficeChromium } from '../support/chromium.ts';
import { liveIn, openAt, pageAddresses, settle } from './every-page.ts';
import { lengthenWords } from './overflow.ts';
import { wordsNotSeen } from './painted-words.ts';

const WIDTHS = [360, 1440];

const pages = await builtPages();
await using browser = await launchOfficeChromium();
await using city = await liveIn(pages.console);
const wanted = process.argv.slice(2);
for (const address of wanted.length > 0 ? wanted : await pageAddresses()) {
  for (const width of WIDTHS) {
    for (const words of ['as they are', 'longer'] as const) {
      await using opened = await openAt(browser, city, address, { width });
      const { page } = opened;
      await settle(page);
      if (words === 'longer') await lengthenWords(page);
      const found = await wordsNotSeen(page);
      if (found.length > 0) process.exitCode = 1;
      console.log([`${address} at ${width} px, words ${words}: ${found.length}`, ...found].join('\n  '));
    }
  }
}
