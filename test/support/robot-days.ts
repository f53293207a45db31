// Days at the roundabout as a server remembers them: a robot that plays what the server's own programme plans, with one
// power cut a day, each hour sealed. For pages that must be looked at with something on them.

import type { Socket } from 'socket.io-client';
import { planHour } from '../../content/model/hour-plan.ts';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { batchSigningText, hashRecord, type JournalRecord } from '../../content/model/play.ts';
import { BATCH_RECORDS, type Welcome } from '../../content/model/protocol.ts';
import type { SignedProgramme } from '../../content/model/programme.ts';
import { JournalBuilder, SYNCED, sha256 } from './journal-builder.ts';
import { RobotPlayer } from './robot-player.ts';
import type { TestServer } from './server.ts';

const ZONE_MS = 7 * HOUR_MS;
const localHour = (at: number): number => new Date(at + ZONE_MS).getUTCHours();

/** The hour of each day in which the power is cut for twenty minutes. */
const CUT_HOUR = 9;
const CUT = { fromMs: 20 * MINUTE_MS, toMs: 40 * MINUTE_MS };

/** One boot at `from`, another after the day's cut. */
export function playHours(
  journal: JournalBuilder,
  robot: RobotPlayer,
  signed: SignedProgramme,
  from: number,
  until: number,
) {
  const { programme, sha256: programmeSha256 } = signed;
  const change = { programmeSha256 };
  journal.start(from);
  for (let hourFrom = from; hourFrom < until; hourFrom += HOUR_MS) {
    const hour = { from: hourFrom, to: hourFrom + HOUR_MS };
    let isCut = localHour(hourFrom) !== CUT_HOUR;
    for (const slot of planHour([programme], hour).slots) {
      const sinceMs = slot.startAt - hourFrom;
      if (slot.startAt + slot.durationMs > until) return;
      if (!isCut && sinceMs >= CUT.toMs) {
        isCut = true;
        journal.start(hourFrom + CUT.toMs - MINUTE_MS);
      }
      const isDark = localHour(hourFrom) === CUT_HOUR && sinceMs >= CUT.fromMs && sinceMs < CUT.toMs;
      if (!isDark) journal.play(slot, hour, programme, change);
    }
    if (hour.to <= until) journal.seal(hour, hour.to, (text) => robot.signText(text));
  }
}

async function deliver(robot: RobotPlayer, records: readonly JournalRecord[]): Promise<void> {
  const { socket } = await robot.connect();
  const { screenId: screen, keyId: key } = robot.enrolment;
  const boots = new Map<string, JournalRecord[]>();
  for (const record of records) boots.set(record.boot, [...(boots.get(record.boot) ?? []), record]);
  for (const [boot, ofBoot] of boots) {
    for (let start = 0; start < ofBoot.length; start += BATCH_RECORDS) {
      const batch = ofBoot.slice(start, start + BATCH_RECORDS);
      const last = batch.at(-1);
      if (last === undefined) continue;
      const text = batchSigningText({
        screen,
        key,
        boot,
        lastSeq: last.seq,
        sha256: hashRecord(last, sha256),
      });
      const signature = robot.signText(text);
      const reply = await robot.send(socket, 'plays:report', { boot, records: batch, signature });
      if (!reply.ok) throw new Error(`plays refused: ${reply.code}`);
    }
  }
  socket.close();
}

/** From the full hour `from` until `until`, delivered at once; the robot is left enrolled. */
export async function playThrough(
  server: Pick<TestServer, 'url' | 'enrolmentCode'>,
  from: number,
  until: number,
): Promise<RobotPlayer> {
  const robot = await RobotPlayer.enrol(server.url, server.enrolmentCode);
  const { socket, welcome } = await robot.connect();
  socket.close();
  const signed = welcome.programmes[0];
  if (signed === undefined) throw new Error('the server has no programme for the robot');
  const journal = new JournalBuilder(robot.enrolment.keyId, robot.enrolment.screenId);
  playHours(journal, robot, signed, from, until);
  await deliver(robot, journal.records);
  return robot;
}

/** Says what is on, as a player does every few seconds: the item of the programme with that number, round and round. */
export async function reportState(
  robot: RobotPlayer,
  socket: Socket,
  welcome: Welcome,
  now: number,
  itemNumber = 0,
): Promise<void> {
  const programme = welcome.programmes[0]?.programme;
  const item = programme?.items[itemNumber % Math.max(1, programme.items.length)];
  const hourFrom = now - (now % HOUR_MS);
  const reply = await robot.send(socket, 'state:report', {
    showing:
      item === undefined
        ? null
        : {
            role: 'slot',
            item: item.id,
            version: item.version,
            title: item.title,
            asset: item.rendition.picture.sha256,
            pixels: item.rendition.pixelsSha256,
            startedAt: now - 2_000,
            untilAt: Math.min(now + 600_000, hourFrom + HOUR_MS),
          },
    programme: programme?.number ?? 0,
    visible: true,
    clock: SYNCED,
    pending: 0,
    storage: { persisted: true, secureContext: true, home: 'agent', startsOffline: true },
    agent: { covers: [], revivals: 0, restarts: 0, isFailing: false },
    brightnessPercent: 80,
    overlay: null,
  });
  if (!reply.ok) throw new Error(`state refused: ${reply.code}`);
}

/** Connects and reports once; the caller closes the socket. */
export async function standOn(robot: RobotPlayer, now: number): Promise<Socket> {
  const { socket, welcome } = await robot.connect();
  await reportState(robot, socket, welcome, now);
  return socket;
}
