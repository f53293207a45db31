// A PC is replaced, removed, and wiped: with real agents, a real server and the page's own chain and link. The history
// stays with the screen, who lost it stops at once, and nobody gets it back because he looks familiar.

import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { EnrolmentCode } from '../../content/model/api.ts';
import { PairingNews, PairingOffer, PendingPlayer } from '../../content/model/api/players.ts';
import type { RunningAgent } from '../../player/agent/agent.ts';
import { ledgerGenesis } from '../../server/playlog/screen-ledger.ts';
import { verifyLog } from '../../server/store/log-reader.ts';
import { SCREEN } from '../support/busy-screen.ts';
import { readRecords } from '../support/ledger-records.ts';
import { startPageAgent } from '../support/page-agent.ts';
import { askerOf, enrolThrough, type RobotPage, startRobotPage } from '../support/robot-page.ts';
import { fillerDraft } from '../support/robot-player.ts';
import { freePort } from '../support/server-process.ts';
import { postJson, startTestServer, temporaryFolder } from '../support/server.ts';

const AT = 1_790_000_000_000;
const STAMP = { at: AT, monoMs: 0, clock: { state: 'synced', offsetMs: 0, uncertaintyMs: 20 } } as const;
const PATIENT = { timeout: 30_000 };

const startPc = (server: string, dataDir: string, port: number): Promise<RunningAgent> =>
  startPageAgent({ server, dataDir, port, page: dataDir });

async function play({ chain, link }: RobotPage, count: number): Promise<void> {
  chain.append(Array.from({ length: count }, (_, index) => fillerDraft(AT, index)));
  await chain.flushed();
  link.reportRecords();
}

it('keeps the history with the screen, stops who lost it at once, and takes nobody for somebody else', async () => {
  await using server = await startTestServer();
  await using folder = await temporaryFolder();
  const admin = await server.asAdmin();
  const newCode = async () =>
    EnrolmentCode.parse(await (await admin(`/api/screens/${SCREEN}/enrolment-code`, postJson({}))).json())
      .code;
  const pagesOf = async (key: string) => (await readRecords(admin)).filter((record) => record.key === key);
  const waitingFor = async (agent: RunningAgent) => await askerOf(agent.url)('countUnacknowledged', {});
  const boot = () => randomBytes(8).toString('hex');

  const oldPc = await startPc(server.url, join(folder.path, 'old'), 0);
  const oldPaired = await enrolThrough(oldPc.url, server.enrolmentCode);
  const oldPage = await startRobotPage(oldPc.url, oldPaired, boot(), STAMP);
  await play(oldPage, 5);
  await expect.poll(() => waitingFor(oldPc), PATIENT).toBe(0);

  // Replaced: the screen has one history, of both.
  const newPc = await startPc(server.url, join(folder.path, 'new'), await freePort());
  onTestFinished(async () => await oldPc[Symbol.asyncDispose]());
  const newPaired = await enrolThrough(newPc.url, await newCode());
  expect(newPaired.key.keyId).not.toBe(oldPaired.key.keyId);
  await expect.poll(() => oldPage.link.trouble, PATIENT).toBe('KEY_REVOKED');
  await play(oldPage, 3);
  const newPage = await startRobotPage(newPc.url, newPaired, boot(), STAMP);
  await play(newPage, 4);
  await expect.poll(() => waitingFor(newPc), PATIENT).toBe(0);
  expect(await pagesOf(oldPaired.key.keyId)).toHaveLength(6);
  expect(await pagesOf(newPaired.key.keyId)).toHaveLength(5);
  expect(await waitingFor(oldPc), 'what it wrote since is kept, and not believed').toBe(3);
  oldPage.link.stop();

  // Removed: at once, and what it writes from then on stays with it.
  expect((await admin(`/api/screens/${SCREEN}/player`, { method: 'DELETE' })).status).toBe(200);
  await expect.poll(() => newPage.link.trouble, PATIENT).toBe('KEY_REVOKED');
  await play(newPage, 2);
  newPage.link.stop();
  expect(await waitingFor(newPc)).toBe(2);
  await newPc[Symbol.asyncDispose]();

  // Wiped: the same PC, port, browser and size, and only its key is gone.
  const { port } = new URL(newPc.url);
  await rm(join(folder.path, 'new'), { recursive: true });
  const wipedPc = await startPc(server.url, join(folder.path, 'new'), Number(port));
  onTestFinished(async () => await wipedPc[Symbol.asyncDispose]());
  const key = await askerOf(wipedPc.url)('readKey', {});
  expect(key.keyId).not.toBe(newPaired.key.keyId);
  const { algorithm, publicKey } = key;
  const looks = { userAgent: 'robot page', widthPx: 640, heightPx: 384, ratioMilli: 1_000, clockAt: AT };
  const ask = async (path: string, init: RequestInit = {}) =>
    await fetch(new URL(path, wipedPc.url), { ...init, headers: { origin: wipedPc.url, ...init.headers } });
  const offer = PairingOffer.parse(
    await (await ask('/api/pairing', postJson({ algorithm, publicKey, ...looks }))).json(),
  );
  const news = PairingNews.parse(await (await ask(`/api/pairing/${offer.ticket}`)).json());
  expect(news.state).toBe('waiting');
  const reused = postJson({ algorithm, publicKey, code: server.enrolmentCode, userAgent: 'robot page' });
  expect((await ask('/api/enrolment', reused)).ok).toBe(false);
  const pending = PendingPlayer.array().parse(await (await admin('/api/pending-players')).json());
  expect(pending).toHaveLength(1);
  expect(JSON.stringify(pending), 'nothing hints at whose it was').not.toContain(SCREEN);
  await expect(
    verifyLog(join(server.dataDir, 'ledger', SCREEN), { genesis: ledgerGenesis(SCREEN) }),
  ).resolves.toMatchObject({ ok: true });
}, 120_000);
