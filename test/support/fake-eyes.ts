// Speaks as player/agent/windows/look.ps1 does, of a desktop made up: `fake-eyes.ts WINDOW…`. A window called `locked`
// makes every grab fail; `quit` ends at the first question.

import { createInterface } from 'node:readline';

interface Question {
  readonly id: number;
  readonly ask: 'look' | 'grab';
  readonly browser?: number;
  readonly width: number;
  readonly height: number;
}

const covers = process.argv.slice(2);
const say = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, ask, browser, width, height } = JSON.parse(line) as Question;
  if (covers.includes('quit')) process.exit(1);
  process.stdout.write('a line of something else\n');
  if (ask === 'look') say({ id, isThere: browser === 4_242, covers });
  else if (covers.includes('locked')) say({ id, fault: 'The handle is invalid' });
  else say({ id, rgba: Buffer.alloc(width * height * 4, 7).toString('base64') });
});
