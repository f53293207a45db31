// One simulation from its seed to its result: screens, players, one server, days of virtual time, faults, and the drain
// after them, in which everything that was written down must arrive.

import { clockHourAt, DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../content/model/instant.ts';
import type { HourAccount, MissingReason } from '../../content/model/hour-account.ts';
import { cityProgramme, sha256, START_AT, ZONE_RULES } from './city.ts';
import { WallClock } from './clocks.ts';
import {
  type Faults,
  hauntClock,
  hauntNetwork,
  hauntPower,
  hauntServer,
  hauntStorage,
  includes,
  type Victim,
} from './faults.ts';
import { FINE, Link, ROUGH } from './network.ts';
import { SimulatedPlayer } from './player.ts';
import { SimulatedServer } from './server.ts';
import { keepFromOf, LedgerCensus, Tally } from './tally.ts';
import { randomOf, waitOf, World } from './world.ts';

export interface Campaign {
  readonly screens: number;
  readonly days: number;
  readonly faults: Faults;
  readonly seed: number;
}

export interface CampaignResult {
  seed: number;
  due: number;
  shown: number;
  /** Counted or countable beyond what was due. */
  overShown: number;
  missed: Partial<Record<MissingReason, number>>;
  unexplained: number;
  /** Durable at the player or acknowledged by the server, and not in the ledger at the end. */
  lost: number;
  duplicated: number;
  gapRatioMax: number;
  screenYearsPerCoreMinute: number;
}

export interface CampaignReport extends CampaignResult {
  /** Hours that never settled; anything but 0 is a fault of the system or of the simulator. */
  unsettled: number;
  records: number;
  boots: number;
  serverKills: number;
  quarantined: number;
  brokenLines: number;
  faults: readonly unknown[];
  /** Accounts with a missing showing that nobody can explain. */
  puzzles: readonly HourAccount[];
}

const DRAIN_MS = 8 * HOUR_MS;
const BOOT_AT = START_AT - 10 * MINUTE_MS;

export async function runCampaign(campaign: Campaign, cpuMs: () => number): Promise<CampaignReport> {
  const { screens, days, faults, seed } = campaign;
  const startedMs = cpuMs();
  const until: Instant = START_AT + days * DAY_MS;
  const name = `${faults}/${seed}`;
  const world = new World(BOOT_AT);
  const server = new SimulatedServer(world, randomOf(`${name}/server`));
  const victims = Array.from({ length: screens }, (_, index) =>
    victimOf(world, server, faults, `${name}/${index}`),
  );
  await server.start();
  const tally = new Tally(server, { from: START_AT, to: until });
  const census = new LedgerCensus();

  for (const { player, random } of victims)
    world.at(BOOT_AT + random() * MINUTE_MS, () => player.boot('start'));
  for (const victim of victims) {
    if (includes(faults, 'power')) hauntPower(world, victim, until);
    if (includes(faults, 'network')) hauntNetwork(world, victim, until);
    if (includes(faults, 'clock')) hauntClock(world, victim, until);
    if (includes(faults, 'storage')) hauntStorage(world, victim, until);
    if (faults !== 'none') publishAnew(world, server, victim, until);
  }
  if (includes(faults, 'power')) hauntServer(world, server, randomOf(`${name}/deaths`), until);

  const look = async (): Promise<void> => {
    server.isWatched = true;
    for (const { player } of victims) {
      const { screenId } = player;
      await tally.advance(screenId, world.now);
      if (server.playlog !== null) {
        await census.take(server.disk.mount(), screenId, keepFromOf(tally.openHour(screenId), world.now), 2);
      }
    }
    server.isWatched = false;
  };
  for (let at = START_AT; at < until; at += HOUR_MS) {
    await world.runUntil(at + 3 * MINUTE_MS);
    await look();
  }
  await world.runUntil(until + DRAIN_MS);
  for (const { player } of victims) player.die();
  await look();
  for (const { player } of victims)
    await census.take(server.disk.mount(), player.screenId, until + 2 * DAY_MS, 0);

  const players = victims.map(({ player }) => player);
  const screenYears = (screens * days) / 365;
  return {
    seed,
    due: tally.due,
    shown: tally.shown,
    overShown: tally.overShown + census.overShown(tally.dues),
    missed: tally.missed,
    unexplained: tally.missed.unknown ?? 0,
    lost: players.reduce((sum, player) => sum + lostOf(player, census), 0),
    duplicated: census.duplicated,
    gapRatioMax: tally.gapRatioMax,
    screenYearsPerCoreMinute: Math.round((screenYears / ((cpuMs() - startedMs) / 60_000)) * 100) / 100,
    unsettled: players.filter(({ screenId }) => tally.openHour(screenId) !== null).length,
    records: census.records,
    boots: players.reduce((sum, { committed }) => sum + committed.size, 0),
    serverKills: server.kills,
    quarantined: server.quarantined,
    brokenLines: census.brokenLines,
    puzzles: tally.puzzles,
    faults: players.flatMap((player) => [...player.faults, ...player.link.refusals]),
  };
}

function victimOf(world: World, server: SimulatedServer, faults: Faults, name: string): Victim {
  const random = randomOf(name);
  const screenId = `man-hinh-${sha256(name).slice(0, 8)}`;
  const wall = new WallClock(world, faults === 'none' ? 0 : (random() - 0.5) * 100);
  const weather = includes(faults, 'network') ? ROUGH : FINE;
  const link = new Link(world, randomOf(`${name}/link`), weather);
  server.publish(cityProgramme(screenId, 1, clockHourAt(ZONE_RULES, BOOT_AT).from));
  const player = new SimulatedPlayer({
    world,
    random: randomOf(`${name}/player`),
    server,
    link,
    wall,
    screenId,
  });
  return { player, wall, random };
}

/** Somebody publishes the same promise under a new number every few days. */
function publishAnew(
  world: World,
  server: SimulatedServer,
  { player, random }: Victim,
  until: Instant,
): void {
  let number = 1;
  const next = (): void => {
    const at = world.now + waitOf(random, 5 * DAY_MS);
    if (at >= until) return;
    world.at(at, () => {
      number += 1;
      const nextMinute = Math.ceil((world.now + 1) / MINUTE_MS) * MINUTE_MS;
      const signed = cityProgramme(player.screenId, number, nextMinute);
      server.publish(signed);
      player.link.ask(async () => player.receive([signed])).catch(() => player.dropConnection());
      next();
    });
  };
  next();
}

/** Records that were durable at the player or promised by the server, and are in neither journal nor ledger. */
function lostOf(player: SimulatedPlayer, census: LedgerCensus): number {
  let lost = 0;
  for (const boot of new Set([...player.committed.keys(), ...player.acknowledged.keys()])) {
    const last = Math.max(player.committed.get(boot) ?? -1, player.acknowledged.get(boot) ?? -1);
    const waiting = player.disk.waiting.get(boot)?.[0]?.record.seq ?? Infinity;
    for (let seq = 0; seq <= Math.min(last, waiting - 1); seq += 1) if (!census.has(boot, seq)) lost += 1;
  }
  return lost;
}
