// npm run bench:backlog -- --records 250000
// What a month off line in the page's own storage costs: time to the first picture off line, frames and memory while it goes
// to the server, each beside a kiosk with an empty journal. It gives up half an hour after the server came back. One round
// of starts is enough for a look: --rounds 1.

import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { percentile } from '../support/statistics.ts';
import { runBacklog } from './backlog.ts';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '250000' },
    rounds: { type: 'string', default: '7' },
  },
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

const run = await runBacklog(Number(values.records), Number(values.rounds), print);
const { firstPictureMs, heapBytes, frames, ofBacklog, batches } = run;
const places = new Set(ofBacklog.map(({ seq }) => seq));
print(`load ${loadavg()[0]?.toFixed(1)}`);
print(
  `first picture off line ${firstPictureMs.full.toFixed(0)} ms, empty journal ${firstPictureMs.empty.toFixed(0)} ms: ratio ${(firstPictureMs.full / firstPictureMs.empty).toFixed(2)} (medians of ${values.rounds}, in turns)`,
);
print(
  `drained in ${(run.drainMs / 1_000).toFixed(0)} s: ${ofBacklog.length} records, ${places.size} places; ${batches.length} batches of at most ${Math.max(...batches)}, ${run.mostInFlight} in flight`,
);
for (const [name, all] of Object.entries(run.journalMs)) {
  const tenth = Math.ceil(all.length / 10);
  const [first, last] = [all.slice(0, tenth), all.slice(-tenth)].map((part) =>
    percentile(part, 0.5).toFixed(1),
  );
  print(`to ${name} a batch: median ${first} ms in the first tenth, ${last} ms in the last`);
}
for (const [name, { longestFrameMs, frames: count, blackFrames, sightings }] of Object.entries(frames)) {
  print(
    `${name}: longest frame ${longestFrameMs.toFixed(0)} ms of ${count}, ${blackFrames} black, ${sightings.length} pictures`,
  );
}
print(`incidents meanwhile: ${run.incidents.join(', ') || 'none'}`);
print(
  `heap ${megabytes(heapBytes.full)} MB after the start (empty ${megabytes(heapBytes.empty)}), at most ${megabytes(run.mostHeapBytes)} while it drained; counted the store ${run.storesCounted} times; the page started over ${run.boots} times`,
);
