// Composition root of the page: everything is built here once, by hand, from the edges it is handed. A journey hands in
// a faster clock; the page that hangs on the wall hands in the browser's.

import { z } from 'zod';
import { clockHourAt, type Instant, localTimeOf } from '../content/model/instant.ts';
import type { BootRecord, RecordDraft } from '../content/model/play.ts';
import type { Programme } from '../content/model/programme.ts';
import type { PlayerState } from '../content/model/protocol.ts';
import { isServedByAgent, openAgentHome } from './agent-home.ts';
import { openBrowserHome } from './browser-home.ts';
import { type Chain, type Stamp, startChain } from './chain.ts';
import type { PlayerClock, SavedClock } from './clock.ts';
import { Conductor, type ReadyProgramme, type Showing, type Timer } from './conductor.ts';
import { randomHex, sha256OfText } from './digest.ts';
import { type EnrolmentEdges, pair } from './enrolment.ts';
import { CrashGuard, watchFrames } from './guard.ts';
import type { Journal, JournalOpening } from './journal.ts';
import { Link } from './link.ts';
import type { Frames } from './page-time.ts';
import { ProgrammeShelf } from './programme-shelf.ts';
import { stampOf } from './record-draft.ts';
import { programmeFault } from './signature.ts';
import { CanvasStage } from './stage.ts';
import { Timekeeper } from './timekeeper.ts';
import { type Bytes, Vault } from './vault.ts';
import { Visibility } from './visibility.ts';

// Our pages forbid code made from text, which is how zod is fast otherwise.
z.config({ jitless: true });

export interface Edges extends EnrolmentEdges {
  readonly app: string;
  readonly cause: BootRecord['cause'];
  readonly canvas: HTMLCanvasElement;
  readonly clock: PlayerClock;
  readonly timer: Timer;
  readonly frames: Frames;
  /** How long before its start a scene goes to the stage. */
  readonly leadMs: number;
  readonly random: () => number;
  reload: () => void;
}

export interface RunningPlayer {
  readonly link: Link;
  readonly chain: Chain;
  /** The last faults, newest last: for whoever opens the developer tools. */
  readonly faults: readonly unknown[];
  showing(): Showing | null;
  /** Ends the running showing as interrupted, durably. */
  stop(): Promise<void>;
}

const MOST_FAULTS = 50;
const WATCH_MS = 1_000;
/** On a first boot the time is a moment away: some black costs less than showings that cannot count. */
const FIRST_TIME_MS = 3_000;
/** A showing this far past its end means that the conductor is stuck. */
const STUCK_MS = 30_000;

/** Opens the storage, pairs with a screen if need be, and plays until `stop`. Rejects when there is no storage. */
export async function startPlayer(edges: Edges): Promise<RunningPlayer> {
  const { clock, frames, timer, leadMs } = edges;
  const faults: unknown[] = [];
  const onFault = (fault: unknown): void => {
    faults.push(fault);
    if (faults.length > MOST_FAULTS) faults.shift();
  };
  const home = isServedByAgent() ? openAgentHome() : await openBrowserHome(() => edges.reload());
  const { journal } = home;
  const opening = await journal.open();
  const { key, enrolment } = await pair(edges, home.keys, journal);
  clock.resume((await journal.read('clock')) as SavedClock | null, opening.lastAt);

  const stampNow = (): Stamp => stampOf(clock, clock.now(), clock.mono());
  const facts = {
    screen: enrolment.screenId,
    key: key.keyId,
    boot: randomHex(8),
    cause: edges.cause,
    app: edges.app,
    userAgent: edges.userAgent.slice(0, 400),
  };
  const chain = await startChain(journal, opening, facts, stampNow(), sha256OfText, onFault);
  const guard = await guardAfter(opening, edges.cause, journal);
  const visibility = new Visibility(() => clock.mono());
  const vault = new Vault(home.assets, async (sha256) => await fetchAsset(edges.serverUrl, sha256));
  const stage = new CanvasStage(edges.canvas, clock, frames, visibility, {
    readAsset: async (sha256) => await vault.read(sha256),
    localTimeAt: (at) => localTimeOf(inForce(shelf.readyProgrammes, at)?.zoneRules ?? NO_ZONE, at),
  });
  stage.place({ ...enrolment, offsetXPx: 0, offsetYPx: 0 });

  let showing: Showing | null = null;
  const tellWhenDurable = (): void => void chain.flushed().then(() => link.reportRecords());
  const record = (draft: RecordDraft): void => {
    chain.append([draft]);
    tellWhenDurable();
  };
  const conductor = new Conductor({
    clock,
    timer,
    stage,
    journal,
    chain,
    leadMs,
    onFault,
    isSetAside: (item) => guard.isSetAside(item),
    onShowing(next) {
      if (showing !== null) guard.noteShown(showing).catch(onFault);
      if (next.programme !== 0 && next.programme !== showing?.programme) {
        link.reportProgramme({ number: next.programme, state: 'on_screen' });
      }
      showing = next;
      link.reportState();
      tellWhenDurable();
    },
  });
  const shelf = new ProgrammeShelf({
    enrolment,
    journal,
    vault,
    record,
    onFault,
    faultOf: programmeFault,
    stamp: stampNow,
    now: () => clock.now(),
    receipt: (receipt) => link.reportProgramme(receipt),
    ready(programmes) {
      const screen = inForce(programmes, clock.now())?.screen;
      if (screen !== undefined) stage.place(screen);
      conductor.setProgrammes(programmes);
    },
    delay: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms)),
  });
  const timekeeper = new Timekeeper({ clock, journal, record, onFault, onKnown: () => conductor.nudge() });
  const persisted = await home.askToPersist();
  const link = new Link({
    serverUrl: edges.serverUrl,
    key,
    boot: facts.boot,
    epoch: opening.epoch,
    app: edges.app,
    journal,
    clock,
    onFault,
    random: edges.random,
    newestProgramme: () => shelf.newest,
    keepFrom: () => hourStart(shelf.readyProgrammes, clock.now()),
    state: async (): Promise<PlayerState> => ({
      showing: showing === null ? null : reportOf(showing),
      programme: inForce(shelf.readyProgrammes, clock.now())?.number ?? 0,
      visible: visibility.isVisible,
      clock: clock.reading(),
      pending: await journal.countUnacknowledged(),
      storage: { persisted, secureContext: globalThis.isSecureContext, home: home.name },
    }),
    onWelcome(welcome) {
      conductor.mergeCounted(welcome.counted);
      for (const signed of welcome.programmes) shelf.offer(signed).catch(onFault);
    },
    onProgramme: (signed) => void shelf.offer(signed).catch(onFault),
    onTime: () => timekeeper.noteLearned(),
  });
  visibility.onChange(() => link.reportState());

  await shelf.load();
  link.start();
  await timekeeper.known(FIRST_TIME_MS);
  const running = conductor.run();
  const stopWatching = watch(edges, visibility, () => {
    timekeeper.watchWall();
    const untilAt = showing?.untilAt ?? clock.now();
    if (clock.now() > untilAt + STUCK_MS && visibility.isVisible) edges.reload();
  });
  return {
    link,
    chain,
    faults,
    showing: () => showing,
    async stop() {
      stopWatching();
      conductor.stop();
      await running;
      link.stop();
      home.close();
    },
  };
}

/** Calls `look` every second, and starts the page over when it draws no frames. Returns how to stop both. */
function watch(
  { frames, reload }: Pick<Edges, 'frames' | 'reload'>,
  visibility: Visibility,
  look: () => void,
): () => void {
  const every = (ms: number, callback: () => void) => {
    const interval = setInterval(callback, ms);
    return () => clearInterval(interval);
  };
  const stopLooking = every(WATCH_MS, look);
  const stopFrames = watchFrames({
    frames: () => frames.count,
    isVisible: () => visibility.isVisible,
    mono: () => performance.now(),
    every,
    onStall: () => reload(),
  });
  return () => {
    stopLooking();
    stopFrames();
  };
}

const NO_ZONE = { zone: 'UTC', offsets: [{ at: 0, offsetMs: 0 }], until: 0 };

/** The programme that rules at `at`, or the first to come. */
function inForce(programmes: readonly ReadyProgramme[], at: Instant): Programme | undefined {
  const ready = programmes.findLast(({ signed }) => signed.programme.effectiveFrom <= at) ?? programmes[0];
  return ready?.signed.programme;
}

function hourStart(programmes: readonly ReadyProgramme[], at: Instant): Instant | null {
  const rules = inForce(programmes, at)?.zoneRules;
  return rules === undefined ? null : clockHourAt(rules, at).from;
}

function reportOf(showing: Showing): NonNullable<PlayerState['showing']> {
  const { role, item, version, title, asset, pixels, startedAt, untilAt } = showing;
  return { role, item, version, title, asset, pixels, startedAt, untilAt };
}

/** An item that was on when the page crashed has one strike more. */
async function guardAfter(
  { mark }: JournalOpening,
  cause: BootRecord['cause'],
  journal: Journal,
): Promise<CrashGuard> {
  const guard = await CrashGuard.open(journal);
  if (cause === 'crash' && mark !== null)
    await guard.noteFailure({ id: mark.play.item, version: mark.play.version });
  return guard;
}

async function fetchAsset(serverUrl: string, sha256: string): Promise<Bytes | null> {
  const response = await fetch(new URL(`/assets/${sha256}`, serverUrl));
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`assets answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
