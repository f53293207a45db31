// npm run soak:player -- --kind stills --showings 10000
// Thousands of showings in one page by stepping time, of still pictures or of films: what the page holds after a collection
// of garbage, sampled on the way, and the slope of each line with its standard error.

import { parseArgs } from 'node:util';
import { launchChromium } from '../support/chromium.ts';
import { type Holding, soakPage } from './soak.ts';

const { values } = parseArgs({
  options: {
    showings: { type: 'string', default: '10000' },
    kind: { type: 'string', default: 'stills' },
  },
});
const kind = values.kind === 'films' ? 'films' : 'stills';
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const printSample = ({ showings, heapBytes, nodes, listeners }: Holding): void =>
  print(`${showings} showings: heap ${heapBytes} bytes, ${nodes} nodes, ${listeners} listeners`);

await using browser = await launchChromium([
  '--disable-frame-rate-limit',
  '--disable-gpu-vsync',
  '--autoplay-policy=no-user-gesture-required',
]);
const { slopes, errors, lateSlopes, shown } = await soakPage(
  browser,
  kind,
  Number(values.showings),
  printSample,
);
print(`${kind}: ${shown} completed showings`);
for (const name of ['heapBytes', 'nodes', 'listeners'] as const) {
  const [slope, error, late] = [slopes[name], errors[name], lateSlopes[name]].map((one) =>
    one.toPrecision(3),
  );
  print(`${name} a showing: slope ${slope} ± ${error} (standard error), last half ${late}`);
}
