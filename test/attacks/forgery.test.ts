// Signed by somebody else: programmes and orders for a player, hellos and records for the server. Everything real but the
// hand that signs.

import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LedgerAlarm } from '../../content/model/api/ledger.ts';
import { canonicalJson } from '../../content/model/canonical.ts';
import type { SignedInterruption } from '../../content/model/interruption.ts';
import { interruptionSigningText } from '../../content/model/interruption.ts';
import { chainRecord } from '../../content/model/play.ts';
import { programmeSigningText, type SignedProgramme } from '../../content/model/programme.ts';
import { challengeSigningText, PROTOCOL_VERSION, type Welcome } from '../../content/model/protocol.ts';
import { Screen } from '../../content/model/screen.ts';
import { interruptionFault, programmeFault } from '../../player/signature.ts';
import { sha256Hex } from '../../server/store/digest.ts';
import { SCREEN } from '../support/people.ts';
import { bootDraft, fillerDraft, rawPublicKey, RobotPlayer } from '../support/robot-player.ts';
import { openSocket, postJson, startTestServer, type TestFetch, type TestServer } from '../support/server.ts';

const attacker = generateKeyPairSync('ed25519');
const attackerKeyId = sha256Hex(rawPublicKey(attacker.publicKey)).slice(0, 16);
const signedByAttacker = (text: string) =>
  sign(null, Buffer.from(text), attacker.privateKey).toString('base64');

const WithCode = z.looseObject({ code: z.string() });

let server: TestServer;
let admin: TestFetch;
let player: RobotPlayer;
let programme: SignedProgramme;
let order: SignedInterruption;

beforeAll(async () => {
  server = await startTestServer();
  admin = await server.asAdmin();
  const wish = { screenIds: null, minutes: 60, from: null, document: null, reason: 'Sự cố' };
  await (await admin('/api/blackouts', postJson(wish))).text();
  player = await RobotPlayer.enrol(server.url, server.enrolmentCode);
  const { socket, welcome } = await player.connect();
  socket.close();
  const [first] = welcome.programmes;
  const [second] = welcome.interruptions;
  if (first === undefined || second === undefined) throw new Error('the server told nothing');
  [programme, order] = [first, second];
});
afterAll(() => server[Symbol.asyncDispose]());

/** A whole, well-made forgery: other content, its own hash, signed by the attacker under the name `keyId`. */
function forgedSeal(content: object, textOf: (sha256: string) => string, keyId: string) {
  const sha256 = sha256Hex(canonicalJson(content));
  return { sha256, keyId, signature: signedByAttacker(textOf(sha256)) };
}

describe('a programme', () => {
  it('of the server is taken: what follows is refused for its hand alone', () => {
    expect(programmeFault(programme, player.enrolment.serverKey)).toBeNull();
  });

  it('signed by another key is refused, under the name of that key and under the server’s', () => {
    const { serverKey } = player.enrolment;
    const content = { ...programme.programme, number: 99 };
    for (const keyId of [attackerKeyId, serverKey.keyId]) {
      const made = { programme: content, ...forgedSeal(content, programmeSigningText, keyId) };
      const fault = programmeFault(made, serverKey);
      expect(fault).toMatch(/unknown key|wrong signature/);
    }
  });

  it('with the server’s signature over another one is refused', () => {
    const { serverKey } = player.enrolment;
    const content = { ...programme.programme, number: programme.programme.number + 1 };
    expect(programmeFault({ ...programme, programme: content }, serverKey)).toBe('wrong hash');
    const sha256 = sha256Hex(canonicalJson(content));
    expect(programmeFault({ ...programme, programme: content, sha256 }, serverKey)).toBe('wrong signature');
  });
});

describe('an order to black the screen out', () => {
  it('signed by another key, or with a signature that was made for something else, is refused', () => {
    const { serverKey } = player.enrolment;
    expect(interruptionFault(order, serverKey)).toBeNull();
    for (const keyId of [attackerKeyId, serverKey.keyId]) {
      const seal = forgedSeal(order.interruption, interruptionSigningText, keyId);
      const made = { interruption: order.interruption, ...seal };
      expect(interruptionFault(made, serverKey)).toMatch(/unknown key|wrong signature/);
    }
    const borrowed = { ...order, signature: programme.signature };
    expect(interruptionFault(borrowed, serverKey)).toBe('wrong signature');
  });
});

describe('a player', () => {
  it('that names the key of another and signs with its own is not let in', async () => {
    const socket = openSocket(`${server.url}/player`);
    const { nonce } = await new Promise<{ nonce: string }>((resolve, reject) => {
      socket.once('player:challenged', resolve);
      socket.once('connect_error', reject);
    });
    const { keyId } = player.enrolment;
    const reply = await player.send<Welcome>(socket, 'player:hello', {
      protocol: PROTOCOL_VERSION,
      keyId,
      signature: signedByAttacker(challengeSigningText(nonce, keyId)),
      app: 'robot',
      boot: player.boot,
      epoch: 'robot',
      programme: 0,
    });
    socket.close();
    expect(reply).toMatchObject({ ok: false, code: 'SIGNATURE_WRONG' });
  });

  it('of one screen cannot hand in the records of another: as they are, signed anew, or renamed; each try is an alarm', async () => {
    const [screen] = Screen.array().parse(await (await admin('/api/screen-settings')).json());
    const { id: _, ...draft } = screen ?? {};
    const made = await admin('/api/screens', postJson({ ...draft, floors: [], name: 'Màn hình thứ hai' }));
    if (!made.ok) throw new Error(await made.text());
    const { screen: other } = z.looseObject({ screen: Screen }).parse(await made.json());
    const issued = await admin(`/api/screens/${other.id}/enrolment-code`, { method: 'POST' });
    const thief = await RobotPlayer.enrol(server.url, WithCode.parse(await issued.json()).code);
    player.append(bootDraft(Date.now()), fillerDraft(Date.now(), 1), fillerDraft(Date.now(), 2));
    const stolen = player.batchOf(player.records);
    const { socket } = await thief.connect();
    const send = (batch: unknown) => thief.send(socket, 'plays:report', batch);
    expect((await send(stolen)).ok).toBe(false);
    const { signature } = thief.batchOf(stolen.records);
    expect((await send({ ...stolen, signature })).ok).toBe(false);
    // Renamed to its own screen, the records still hang together by hashes that name the other's key.
    const renamed = stolen.records.map((record) => ({ ...record, screen: other.id }));
    expect((await send({ ...stolen, records: renamed, signature })).ok).toBe(false);
    let head = { ...thief.head };
    const rechained = player.records.map(({ v: _v, seq: _s, prev: _p, screen: _sc, ...record }) => {
      const chained = chainRecord(head, record, sha256Hex);
      head = chained.head;
      return { ...chained.record, key: player.enrolment.keyId };
    });
    expect((await send({ ...stolen, records: rechained, signature })).ok).toBe(false);
    socket.close();
    const alarms = LedgerAlarm.array().parse(await (await admin('/api/alarms')).json());
    expect(alarms).toMatchObject([{ code: 'batch_refused', screenId: other.id, count: 4 }]);
    const log = await (await admin(`/api/screens/${other.id}/playlog.jsonl`)).text();
    expect(log).not.toContain('"kind":"record"');
    expect(await (await admin(`/api/screens/${SCREEN}/playlog.jsonl`)).text()).not.toContain(
      '"kind":"record"',
    );
  });

  it('is enrolled by a code once, and only for the screen it was given for', async () => {
    const again = {
      algorithm: 'Ed25519',
      publicKey: rawPublicKey(attacker.publicKey).toString('base64'),
      userAgent: '',
    };
    const enrol = (code: string) => server.fetch('/api/enrolment', postJson({ ...again, code }));
    const used = await enrol(server.enrolmentCode);
    expect([used.status, await used.text()]).toEqual([
      403,
      expect.stringContaining('ENROLMENT_CODE_INVALID'),
    ]);
    const issued = await admin(`/api/screens/${SCREEN}/enrolment-code`, { method: 'POST' });
    const { code } = WithCode.parse(await issued.json());
    const taken = await enrol(code);
    expect(z.looseObject({ screenId: z.string() }).parse(await taken.json()).screenId).toBe(SCREEN);
    expect((await enrol(code)).status).toBe(403);
  });
});
