// Pairing as staff meet it, and what they may ask of a player: against a real server, over HTTP and real sockets.

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ScreenView } from '../../content/model/api.ts';
import { DAY_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { PairingNews, PairingOffer, PendingPlayer } from '../../content/model/api/players.ts';
import type { Enrolment, PlayerErrand, Reply } from '../../content/model/protocol.ts';
import { SnapshotView, type Snapshot } from '../../content/model/snapshot.ts';
import { PendingPlayers } from '../../server/library/pending-players.ts';
import { SnapshotShelf } from '../../server/library/snapshot-shelf.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { sha256Hex } from '../../server/store/digest.ts';
import { rawPublicKey, RobotPlayer } from '../support/robot-player.ts';
import { postJson, startTestServer, type TestFetch, type TestServer } from '../support/server.ts';

const SCREEN = 'vong-xoay-trung-tam';

let server: TestServer;
let admin: TestFetch;
let now = Date.UTC(2026, 10, 24, 3, 0);
beforeAll(async () => {
  server = await startTestServer({ now: () => now });
  admin = await server.asAdmin();
});
afterAll(() => server[Symbol.asyncDispose]());

interface Waiting extends PairingOffer {
  readonly privateKey: KeyObject;
  news(): Promise<PairingNews>;
  player(): Promise<RobotPlayer>;
}

/** An unpaired page that asks for a code. */
async function openUnpairedPage(keys = generateKeyPairSync('ed25519')): Promise<Waiting> {
  const body = {
    algorithm: 'Ed25519',
    publicKey: rawPublicKey(keys.publicKey).toString('base64'),
    userAgent: 'Chrome 109',
    widthPx: 1920,
    heightPx: 1080,
    ratioMilli: 1000,
    clockAt: now - 3 * DAY_MS,
  };
  const offer = PairingOffer.parse(await (await server.fetch('/api/pairing', postJson(body))).json());
  const news = async () =>
    PairingNews.parse(await (await server.fetch(`/api/pairing/${offer.ticket}`)).json());
  return {
    ...offer,
    privateKey: keys.privateKey,
    news,
    async player() {
      const answer = await news();
      if (answer.state !== 'accepted') throw new Error(answer.state);
      return new RobotPlayer(server.url, answer.enrolment, keys.privateKey);
    },
  };
}

const accept = async (code: string, screenId = SCREEN) =>
  await admin(`/api/screens/${screenId}/player`, postJson({ code }));

async function viewOf(): Promise<ScreenView | undefined> {
  return z.array(ScreenView).parse(await (await admin('/api/screens')).json())[0];
}

it('shows the planned starts of the running hour, as many as each account is owed', async () => {
  const view = await viewOf();
  expect(view?.accounts.map(({ due }) => due)).toEqual([10, 10]);
  for (const { account, hour } of view?.accounts ?? []) {
    const starts = view?.slots[account] ?? [];
    expect(starts).toHaveLength(10);
    for (const at of starts) expect(at >= hour.from && at < hour.to).toBe(true);
  }
});

describe('pairing by a code on the wall', () => {
  it('gives the page its screen once, by 8 letters without look-alikes', async () => {
    const page = await openUnpairedPage();
    expect(page.code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(page.expiresAt).toBe(now + 10 * MINUTE_MS);
    expect(await page.news()).toMatchObject({ state: 'waiting', number: null });
    expect((await accept(page.code.toLowerCase().replace('-', ' '))).status).toBe(200);
    expect((await accept(page.code)).status).toBe(403);
    const { socket } = await (await page.player()).connect();
    expect((await viewOf())?.player).toMatchObject({ enrolled: true, connected: true });
    socket.disconnect();
  });

  it('tells staff what waits, never its code, and puts a giant number on the wall they ask about', async () => {
    const page = await openUnpairedPage();
    const other = await openUnpairedPage();
    const waiting = z.array(PendingPlayer).parse(await (await admin('/api/pending-players')).json());
    expect(JSON.stringify(waiting)).not.toContain(page.code);
    expect(waiting[1]).toMatchObject({ widthPx: 1920, clockErrorMs: -3 * DAY_MS, number: null });
    const asked = await admin(`/api/pending-players/${waiting[1]?.id}/number`, { method: 'POST' });
    const { number } = (await asked.json()) as { number: number };
    expect(await page.news()).toMatchObject({ state: 'waiting', number });
    expect(await other.news()).toMatchObject({ state: 'waiting', number: null });
  });

  it('lets a code go after ten minutes, and an older one of the same page at once', async () => {
    const keys = generateKeyPairSync('ed25519');
    const first = await openUnpairedPage(keys);
    const second = await openUnpairedPage(keys);
    expect(await first.news()).toEqual({ state: 'expired' });
    expect((await accept(first.code)).status).toBe(403);
    now += 10 * MINUTE_MS;
    expect(await second.news()).toEqual({ state: 'expired' });
    expect((await accept(second.code)).status).toBe(403);
  });

  it('keeps a code good that was typed for a screen that is not there, and takes the same page again', async () => {
    const keys = generateKeyPairSync('ed25519');
    const page = await openUnpairedPage(keys);
    expect((await accept(page.code, 'khong-co')).status).toBe(404);
    expect((await accept(page.code)).status).toBe(200);
    const again = await openUnpairedPage(keys);
    expect((await accept(again.code)).status).toBe(200);
  });

  it('asks the page for a new key where its old one speaks for another screen', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const pending = new PendingPlayers({
      requireScreen: () => ({}),
      speaksForAnother: () => true,
      give: () => Promise.reject(new Error('given all the same')),
    } as never);
    const request = { algorithm: 'Ed25519', publicKey: rawPublicKey(publicKey).toString('base64') } as const;
    const size = { userAgent: '', widthPx: 1, heightPx: 1, ratioMilli: 1_000, clockAt: 0 };
    const { code, ticket } = pending.offer({ ...request, ...size }, 0);
    await expect(pending.accept(SCREEN, code, 1)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(pending.newsOf(ticket, 2)).toEqual({ state: 'other_key' });
    await expect(pending.accept(SCREEN, code, 3)).rejects.toMatchObject({ code: 'ENROLMENT_CODE_INVALID' });
  });

  it('stops the player before at once when the PC is replaced or removed, and keeps its records', async () => {
    const before = await openUnpairedPage();
    await accept(before.code);
    const old = await before.player();
    const { socket } = await old.connect();
    const cut = new Promise((resolve) => socket.once('disconnect', resolve));
    const after = await openUnpairedPage();
    await accept(after.code);
    await cut;
    await expect(old.connect()).rejects.toThrow(/KEY_REVOKED/);
    const current = await (await after.player()).connect();
    const removed = new Promise((resolve) => current.socket.once('disconnect', resolve));
    expect((await admin(`/api/screens/${SCREEN}/player`, { method: 'DELETE' })).status).toBe(200);
    await removed;
    await expect((await after.player()).connect()).rejects.toThrow(/KEY_REVOKED/);
  });
});

describe('a paired player', () => {
  async function pairedPlayer(): Promise<{
    player: RobotPlayer;
    enrolment: Enrolment;
    privateKey: KeyObject;
  }> {
    const page = await openUnpairedPage();
    await accept(page.code);
    const player = await page.player();
    return { player, enrolment: player.enrolment, privateKey: page.privateKey };
  }

  it('hears what staff ask of it while it is there, and they hear when it is not', async () => {
    const { player } = await pairedPlayer();
    const ask = async () =>
      await admin(
        `/api/screens/${SCREEN}/overlay`,
        postJson({ overlay: 'identify', number: 7, forSeconds: 30 }),
      );
    expect((await ask()).status).toBe(404);
    const { socket } = await player.connect();
    const heard = new Promise<PlayerErrand>((resolve) => socket.once('player:asked', resolve));
    expect((await ask()).status).toBe(200);
    expect(await heard).toEqual({ what: 'overlay', overlay: 'identify', number: 7, forMs: 30_000 });
    const wanted = new Promise<PlayerErrand>((resolve) => socket.once('player:asked', resolve));
    expect((await admin(`/api/screens/${SCREEN}/snapshots`, { method: 'POST' })).status).toBe(200);
    expect(await wanted).toEqual({ what: 'snapshot' });
    socket.disconnect();
  });

  it('delivers snapshots by their hash, with the label of who drew them, kept 90 days', async () => {
    const { player } = await pairedPlayer();
    const { socket } = await player.connect();
    const bytes = Buffer.from('a small picture');
    const snapshot: Snapshot = {
      sha256: sha256Hex(bytes),
      source: 'drawn',
      at: now,
      item: 'khau-hieu-hai-long',
      mime: 'image/webp',
      data: bytes.toString('base64'),
    };
    const deliver = async (one: Snapshot) =>
      (await socket.timeout(10_000).emitWithAck('snapshot:deliver', one)) as Reply<unknown>;
    expect(await deliver({ ...snapshot, sha256: 'f'.repeat(64) })).toMatchObject({ code: 'BAD_REQUEST' });
    expect(await deliver(snapshot)).toMatchObject({ ok: true });
    expect(await deliver(snapshot)).toMatchObject({ ok: true });
    const list = async () =>
      z.array(SnapshotView).parse(await (await admin(`/api/screens/${SCREEN}/snapshots`)).json());
    expect(await list()).toEqual([
      {
        sha256: snapshot.sha256,
        source: 'drawn',
        at: now,
        item: snapshot.item,
        mime: 'image/webp',
        label: 'tự vẽ',
      },
    ]);
    const read = await admin(`/api/screens/${SCREEN}/snapshots/${snapshot.sha256}`);
    expect(read.headers.get('content-type')).toContain('image/webp');
    expect(await read.text()).toBe('a small picture');
    now += 90 * DAY_MS;
    expect(await deliver(snapshot)).toMatchObject({ code: 'BAD_REQUEST' });
    const shelf = new SnapshotShelf((id) => join(server.dataDir, 'snapshots', id), nodeDisk);
    expect([await shelf.prune(SCREEN, now - 1), await shelf.prune(SCREEN, now)]).toEqual([0, 1]);
    now -= 90 * DAY_MS;
    socket.disconnect();
  });

  it('with one key on two machines has one winner, and the screen says that there is a conflict', async () => {
    const { player: first, enrolment, privateKey } = await pairedPlayer();
    const second = new RobotPlayer(server.url, enrolment, privateKey);
    const { socket } = await first.connect();
    const lost = new Promise((resolve) => socket.once('disconnect', resolve));
    const winner = await second.connect();
    await lost;
    await expect(first.connect()).rejects.toThrow(/SCREEN_TAKEN/);
    expect((await viewOf())?.player).toMatchObject({ connected: true, conflictAt: now });
    const gone = new Promise((resolve) => winner.socket.once('disconnect', resolve));
    winner.socket.disconnect();
    await gone;
    await expect.poll(async () => (await viewOf())?.player.connected).toBe(false);
    const back = await first.connect();
    back.socket.disconnect();
  });
});
