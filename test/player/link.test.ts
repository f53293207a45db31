// The link against real sockets: what is acknowledged is forgotten, what is not is sent again, and nothing twice.

import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { InterruptionOrder } from '../../content/model/interruption.ts';
import type { RecordDraft } from '../../content/model/play.ts';
import type { SignedProgramme } from '../../content/model/programme.ts';
import type { PlayerState, Welcome } from '../../content/model/protocol.ts';
import { programmeOf } from '../support/programme-builder.ts';
import { base64Of } from '../../player/base64.ts';
import { Chain } from '../../player/chain.ts';
import { ServerClock } from '../../player/clock.ts';
import type { PlayerKey } from '../../player/identity.ts';
import { Link } from '../../player/link.ts';
import { LinkRefused } from '../../player/link-port.ts';
import { MemoryDisk, MemoryJournal } from '../../player/memory-journal.ts';
import { PlayerServer } from './player-server.ts';
import { sha256 } from './virtual-player.ts';

const STATE: PlayerState = {
  showing: null,
  programme: 0,
  visible: true,
  clock: { state: 'synced', offsetMs: 0, uncertaintyMs: 1 },
  pending: 0,
  storage: { persisted: false, secureContext: false, home: 'memory' },
};

function keyOfTest(server: PlayerServer): PlayerKey {
  const { secretKey, publicKey } = ed25519.keygen();
  const text = base64Of(publicKey);
  const keyId = server.enrolKey('Ed25519', text);
  const encoder = new TextEncoder();
  const sign = async (signed: string) => base64Of(ed25519.sign(encoder.encode(signed), secretKey));
  return { algorithm: 'Ed25519', publicKey: text, keyId, sign };
}

async function startLink() {
  const server = await PlayerServer.start();
  const key = keyOfTest(server);
  const journal = new MemoryJournal(new MemoryDisk('epoch'));
  const faults: unknown[] = [];
  const boot = 'b'.repeat(16);
  const chain = new Chain(journal, { screen: 'vong-xoay', key: key.keyId, boot }, sha256, (fault) =>
    faults.push(fault),
  );
  const clock = new ServerClock(
    () => Date.now() - 3_600_000,
    () => performance.now(),
  );
  const welcomes: Welcome[] = [];
  const pushed: SignedProgramme[] = [];
  const orders: InterruptionOrder[] = [];
  const link = new Link({
    serverUrl: server.url,
    key,
    boot,
    epoch: 'epoch',
    app: 'test',
    journal,
    clock,
    newestProgramme: () => 0,
    keepFrom: () => Number.MAX_SAFE_INTEGER,
    state: async () => STATE,
    onWelcome: (welcome) => welcomes.push(welcome),
    onProgramme: (signed) => pushed.push(signed),
    onInterruption: (order) => orders.push(order),
    onDaySealed: () => {},
    onTime: () => {},
    onFault: (fault) => faults.push(fault),
    random: () => 0,
    retryMs: 5,
  });
  onTestFinished(async () => {
    link.stop();
    await server[Symbol.asyncDispose]();
  });
  const write = async (count: number): Promise<void> => {
    const draft: RecordDraft = {
      at: 1,
      monoMs: 1,
      clock: STATE.clock,
      type: 'missed',
      programme: 1,
      hourFrom: 0,
      slot: 'a#0',
      attempt: 0,
      item: 'a',
      plannedAt: 0,
      cause: 'late',
    };
    chain.append(Array.from({ length: count }, () => draft));
    await chain.flushed();
    link.reportRecords();
  };
  return { server, link, journal, clock, write, faults, welcomes, pushed };
}

/** Waits until it holds; the test's own limit is the only clock. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

describe('link', () => {
  it('proves its key, learns the time and reports its state', async () => {
    const { server, link, clock, welcomes } = await startLink();
    link.start();
    await until(() => link.isOnline && clock.reading().state === 'synced' && server.states.length > 0);
    expect(welcomes).toHaveLength(1);
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(250);
    expect(server.events[0]).toBe('player:hello');
  });

  it('delivers what was journalled before it came on line, in batches of 200, one in flight', async () => {
    const { server, link, journal, write } = await startLink();
    await write(950);
    link.start();
    await until(async () => (await journal.countUnacknowledged()) === 0);
    expect(server.stored.map(({ seq }) => seq)).toEqual(Array.from({ length: 950 }, (_, seq) => seq));
    expect(server.mostInFlight).toBe(1);
    expect(server.events.filter((name) => name === 'plays:report')).toHaveLength(5);
  });

  it('sends again what was not acknowledged, and the server has it once', async () => {
    const { server, link, journal, write } = await startLink();
    server.swallowedAcks = 2;
    await write(450);
    link.start();
    await until(async () => (await journal.countUnacknowledged()) === 0);
    expect(server.stored).toHaveLength(450);
    expect(server.events.filter((name) => name === 'player:hello').length).toBeGreaterThan(1);
  });

  it('keeps the records while the ledger is away and delivers them afterwards', async () => {
    const { server, link, journal, write, faults } = await startLink();
    server.refusals.set('plays:report', ['LEDGER_UNAVAILABLE', 'LEDGER_UNAVAILABLE']);
    link.start();
    await write(3);
    await until(async () => (await journal.countUnacknowledged()) === 0);
    expect(server.stored).toHaveLength(3);
    expect(faults.filter((fault) => fault instanceof LinkRefused).map(({ code }) => code)).toEqual([
      'LEDGER_UNAVAILABLE',
      'LEDGER_UNAVAILABLE',
    ]);
    expect(link.trouble).toBeNull();
  });

  it('says why it was refused, keeps its records and asks again', async () => {
    const { server, link, journal, write } = await startLink();
    server.refusals.set('player:hello', ['KEY_REVOKED']);
    await write(2);
    link.start();
    await until(() => link.trouble === 'KEY_REVOKED');
    expect(await journal.countUnacknowledged()).toBe(2);
    await until(() => link.isOnline);
    expect(link.trouble).toBeNull();
  });

  it('comes back after the server disconnected it and after a cut connection', async () => {
    const { server, link, welcomes } = await startLink();
    link.start();
    await until(() => link.isOnline);
    server.kick();
    await until(() => welcomes.length === 2);
    server.cutConnections();
    await until(() => welcomes.length === 3);
    expect(link.isOnline).toBe(true);
    expect(server.connections).toBe(1);
  });

  it('hands on a programme that is pushed and throws away what is none', async () => {
    const { server, link, pushed, faults } = await startLink();
    link.start();
    await until(() => link.isOnline);
    server.push('programme:published', { programme: 'nonsense' });
    server.push('no:such-event', { any: 'thing' });
    const signed = server.sign(programmeOf({ items: [{ id: 'a' }], playlists: [] }));
    server.publish(signed);
    await until(() => pushed.length > 0);
    expect(pushed).toEqual([signed]);
    expect(faults).toHaveLength(1);
  });

  it('delivers the newest receipt of a programme, also of before it came on line', async () => {
    const { server, link } = await startLink();
    link.reportProgramme({ number: 3, state: 'received' });
    link.reportProgramme({ number: 3, state: 'refused', reason: 'wrong hash' });
    link.start();
    await until(() => server.receipts.length > 0);
    expect(server.receipts).toEqual([{ number: 3, state: 'refused', reason: 'wrong hash' }]);
  });
});
