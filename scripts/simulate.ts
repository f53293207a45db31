// npm run simulate -- --screens N --days D --faults none|power|network|clock|storage|all --seed S
// The real engine, conductor, chain, memory journal, playlog and chained log under a virtual clock, network, timer, stage
// and disk, stepping from event to event. SHA-256 is real; signatures are a keyed hash, because Ed25519 would be most of
// the time and is tested elsewhere. Its last line is one JSON object; exit code 1 when a promise was broken.

import { parseArgs } from 'node:util';
import { type CampaignReport, runCampaign } from './simulate/campaign.ts';
import { FAULTS, type Faults } from './simulate/faults.ts';

const { values } = parseArgs({
  options: {
    screens: { type: 'string', default: '2' },
    days: { type: 'string', default: '2' },
    faults: { type: 'string', default: 'all' },
    seed: { type: 'string', default: '1' },
  },
});

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`--${name} must be a whole number, not ${text}`);
  return value;
}

function faultsOf(text: string): Faults {
  const found = FAULTS.find((one) => one === text);
  if (found === undefined) throw new RangeError(`--faults must be one of ${FAULTS.join(', ')}, not ${text}`);
  return found;
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

function print(report: CampaignReport): void {
  const { faults, unsettled, records, boots, serverKills, quarantined, brokenLines, puzzles, ...result } =
    report;
  console.log(`signatures: keyed hash in place of Ed25519; hashes: SHA-256`);
  console.log(
    `records ${records}, boots ${boots}, server kills ${serverKills}, quarantined ${quarantined}, ` +
      `broken chain lines ${brokenLines}, screens with unsettled hours ${unsettled}, faults ${faults.length}`,
  );
  for (const fault of faults.slice(0, 3)) console.log(fault);
  for (const puzzle of puzzles.slice(0, 3)) console.log('not explained:', JSON.stringify(puzzle));
  console.log(JSON.stringify(result));
  const isFaulty = faults.length + unsettled + quarantined + brokenLines > 0;
  const isBroken = result.overShown + result.unexplained + result.lost + result.duplicated > 0;
  if (isFaulty || isBroken) process.exitCode = 1;
}

print(
  await runCampaign(
    {
      screens: wholeNumber('screens', values.screens),
      days: wholeNumber('days', values.days),
      faults: faultsOf(values.faults),
      seed: wholeNumber('seed', values.seed),
    },
    cpuMs,
  ),
);
