// Composition root of the page: everything is built here once, by hand, from the edges it is handed. A journey hands in
// a faster clock; the page that hangs on the wall hands in the browser's.

import { z } from 'zod';
import type { BootRecord, RecordDraft } from '../content/model/play.ts';
import type { AgentReport } from '../content/model/protocol.ts';
import { isServedByAgent, openAgentHome } from './agent-home.ts';
import { accompany } from './accompany.ts';
import { Attendance } from './attendance.ts';
import { openBrowserHome } from './browser-home.ts';
import { type Chain, type Stamp, startChain } from './chain.ts';
import type { PlayerClock, SavedClock } from './clock.ts';
import { Conductor, type Timer } from './conductor.ts';
import { randomHex, sha256OfText } from './digest.ts';
import { type EnrolmentEdges, pair } from './enrolment.ts';
import { CrashGuard, STRIKES, watchPage, watchStuck } from './guard.ts';
import { hourStart, programmeAt, screenTimeAt } from './in-force.ts';
import { Link } from './link.ts';
import { Interruptions } from './interruptions.ts';
import type { Frames } from './page-time.ts';
import { photograph } from './photo.ts';
import { ProgrammeShelf } from './programme-shelf.ts';
import { stampOf } from './record-draft.ts';
import { Sealer } from './sealer.ts';
import { factsOf, stateOf } from './self-report.ts';
import type { Showing } from './showing.ts';
import { interruptionFault, programmeFault } from './signature.ts';
import { SnapshotQueue } from './snapshots.ts';
import { CanvasStage } from './stage.ts';
import { ThriftyJournal } from './thrifty-journal.ts';
import { Timekeeper } from './timekeeper.ts';
import { fetchAsset, Vault } from './vault.ts';
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
  /** Another page on this PC wants the wall. */
  onRival?(listener: () => void): void;
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
/** Waiting pictures that give way at once when room is short. */
const PICTURES_AT_ONCE = 50;
/** On a first boot the time is a moment away: some black costs less than showings that cannot count. */
const FIRST_TIME_MS = 3_000;
/** A conductor that has not come back from its last look for so long is late: a picture is drawn within less. */
const LATE_MS = 5_000;
/** A page that starts over waits no longer than this for its journal. */
const LAST_WORDS_MS = 2_000;

/** Opens the storage, pairs with a screen if need be, and plays until `stop`. Rejects when there is no storage. */
export async function startPlayer(edges: Edges): Promise<RunningPlayer> {
  const { clock, frames, timer, leadMs } = edges;
  const faults: unknown[] = [];
  const onFault = (fault: unknown): void => {
    faults.push(fault);
    if (faults.length > MOST_FAULTS) faults.shift();
  };
  const onLost = (): void => edges.reload();
  const home = isServedByAgent() ? openAgentHome(onLost) : await openBrowserHome(onLost);
  const journal = new ThriftyJournal(home.journal, (isFull) => {
    if (isFull) attendance.note('storage_full', { value: chain.backlog });
    attendance.changed();
  });
  journal.addReserve(() => home.giveWay());
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
  const guard = await CrashGuard.open(journal, edges.cause, opening.mark);
  const visibility = new Visibility(() => clock.mono());
  const vault = new Vault(home.assets, async (sha256) => await fetchAsset(edges.serverUrl, sha256));
  const stage = new CanvasStage(edges.canvas, clock, frames, visibility, {
    readAsset: async (sha256) => await vault.read(sha256),
    localTimeAt: (at) => screenTimeAt(shelf.readyProgrammes, at),
  });
  stage.place({ ...enrolment, offsetXPx: 0, offsetYPx: 0 });

  let showing: Showing | null = null;
  let agentReport: AgentReport | undefined;
  const tellWhenDurable = (): void => void chain.flushed().then(() => link.reportRecords());
  const record = (draft: RecordDraft): void => {
    chain.append([draft]);
    tellWhenDurable();
  };
  const delay = async (ms: number): Promise<void> => await new Promise((resolve) => setTimeout(resolve, ms));
  const interruptions = new Interruptions({
    enrolment,
    journal,
    clock,
    vault,
    record,
    onFault,
    delay,
    faultOf: interruptionFault,
    stamp: stampNow,
    receipt: (receipt) => link.reportInterruption(receipt),
    changed: () => conductor.nudge(),
  });
  const sealer = new Sealer({
    chain,
    journal,
    sign: async (text) => await key.sign(text),
    stamp: stampNow,
    onFault,
    onSealed: tellWhenDurable,
  });
  await sealer.load();
  const queue = await SnapshotQueue.at('vongxoay-snapshots');
  journal.addReserve(async () => (await queue.dropOldest(PICTURES_AT_ONCE)) > 0);
  const attendance = new Attendance({
    canvas: edges.canvas,
    stage,
    visibility,
    frames,
    queue,
    photograph: async () => (home.companion === null ? null : await photograph(home.companion, edges.canvas)),
    record,
    onFault,
    now: () => clock.now(),
    mono: () => clock.mono(),
    stamp: stampNow,
    localTimeAt: (at) => screenTimeAt(shelf.readyProgrammes, at),
    programme: () => programmeAt(shelf.readyProgrammes, clock.now()),
    showing: () => showing,
    snapshotAdded: () => link.reportSnapshots(),
    changed: () => link.reportState(),
    facts: () => factsOf({ enrolment, facts, clock, link, shelf, showing, persisted, faults }),
    reload: () => edges.reload(),
  });
  edges.onRival?.(() => attendance.note('second_page'));
  const { setAside } = guard;
  if (setAside !== null) {
    attendance.note('set_aside', {
      item: setAside.id,
      value: STRIKES,
      detail: `version ${setAside.version}`,
    });
  }
  const conductor = new Conductor({
    upper: interruptions,
    clock,
    timer,
    stage,
    journal,
    chain,
    leadMs,
    onFault,
    isSetAside: (item) => guard.isSetAside(item),
    onBroken: (item, fault) => attendance.noteBroken(item, fault),
    onSetAside: (item) => attendance.noteSetAside(item),
    onShowing(next) {
      if (showing !== null) guard.noteShown(showing).catch(onFault);
      if (next.programme !== 0 && next.programme !== showing?.programme) {
        link.reportProgramme({ number: next.programme, state: 'on_screen' });
      }
      showing = next;
      attendance.noteShowing(next);
      link.reportState();
      tellWhenDurable();
    },
    onHourOver(hour) {
      // Every hour that it lasts is declared.
      if (journal.isFull) attendance.note('storage_full', { value: chain.backlog });
      sealer.seal(hour);
    },
  });
  const shelf = new ProgrammeShelf({
    enrolment,
    journal,
    vault: {
      ensure: (sha256) => vault.ensure(sha256),
      keepOnly: (wanted) => vault.keepOnly(new Set([...wanted, ...interruptions.files])),
    },
    record,
    onFault,
    faultOf: programmeFault,
    stamp: stampNow,
    now: () => clock.now(),
    receipt: (receipt) => link.reportProgramme(receipt),
    ready: (programmes) => conductor.setProgrammes(programmes),
    delay,
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
    state: async () =>
      stateOf({
        showing,
        programme: programmeAt(shelf.readyProgrammes, clock.now())?.number ?? 0,
        isVisible: visibility.isVisible,
        clock: clock.reading(),
        agent: agentReport,
        pending: await journal.countUnacknowledged(),
        home: home.name,
        persisted,
        isFull: journal.isFull,
        attendance: attendance.state(),
      }),
    snapshots: queue,
    onErrand: (errand) => attendance.run(errand),
    onNewerServer: () => attendance.askForReload('protocol'),
    onRefused(code) {
      if (code === 'PLAYER_TOO_OLD') attendance.askForReload('protocol');
      if (code === 'SCREEN_TAKEN') attendance.note('screen_taken');
      if (code === 'KEY_REVOKED') void forget();
    },
    onWelcome(welcome) {
      conductor.mergeCounted(welcome.counted);
      for (const signed of welcome.interruptions)
        interruptions.offer(signed, welcome.serverAt).catch(onFault);
      sealer.learn(welcome.seal);
      for (const signed of welcome.programmes) shelf.offer(signed).catch(onFault);
    },
    onInterruption: ({ signed, sentAt }) => void interruptions.offer(signed, sentAt).catch(onFault),
    onProgramme: (signed) => void shelf.offer(signed).catch(onFault),
    onDaySealed: (seal) => sealer.learn(seal),
    onTime: () => timekeeper.noteLearned(),
  });
  visibility.onChange(() => link.reportState());
  /** Somebody took the screen away from this player: black at once, then the page asks for a screen anew. */
  const forget = async (): Promise<void> => {
    conductor.stop();
    await stage.show(null, 0);
    await chain.flushed();
    await journal.write('identity', null);
    edges.reload();
  };

  await interruptions.load();
  await shelf.load();
  link.start();
  await timekeeper.known(FIRST_TIME_MS);
  const running = conductor.run();
  const stopAccompanying =
    home.companion === null
      ? () => {}
      : accompany(home.companion, {
          screenId: enrolment.screenId,
          clock,
          cover: visibility.cover,
          declare: (declared) => interruptions.declare(declared),
          ruler: () => interruptions.rulingAt(clock.now()).ruler,
          pixels: () => (attendance.isPlain ? (showing?.pixels ?? null) : null),
          canvas: edges.canvas,
          onReport(report) {
            const isNews = JSON.stringify(report) !== JSON.stringify(agentReport);
            agentReport = report;
            if (isNews) link.reportState();
          },
          onFault,
        });
  /** Starts over because no picture comes any more; that this happened goes first, if it can be written at all. */
  const startOver = (why: string): void => {
    attendance.note('frames_stalled', { detail: why });
    void Promise.race([chain.flushed(), delay(LAST_WORDS_MS)]).then(() => edges.reload());
  };
  const noteStuck = watchStuck(() => startOver('showing does not end'));
  const stopWatching = watchPage({
    frames,
    visibility,
    onStall: () => startOver('no frames'),
    look() {
      timekeeper.watchWall();
      attendance.look();
      noteStuck(visibility.isVisible && clock.now() > conductor.dueAt + LATE_MS);
    },
  });
  return {
    link,
    chain,
    faults,
    showing: () => showing,
    async stop() {
      stopWatching();
      stopAccompanying();
      attendance.stop();
      conductor.stop();
      await running;
      await sealer.settled();
      await chain.flushed();
      link.stop();
      queue.close();
      home.close();
    },
  };
}
