// kill -9 of the built agent at random moments while a page writes its journal and reports through it: every record that
// the agent answered for is in the ledger, once. KILLS sets the length of the campaign, SEED repeats one.

import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ledgerGenesis } from '../../server/playlog/screen-ledger.ts';
import { verifyLog } from '../../server/store/log-reader.ts';
import { startAgentProcess } from '../support/agent-process.ts';
import { seededRandom } from '../support/fault-random.ts';
import { enrolThrough, type RobotPage, startRobotPage } from '../support/robot-page.ts';
import { fillerDraft } from '../support/robot-player.ts';
import { freePort } from '../support/server-process.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';

const kills = Number(process.env['KILLS'] ?? 12);
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_007);
const AT = 1_790_000_000_000;
const CLOCK = { state: 'synced', offsetMs: 0, uncertaintyMs: 20 } as const;

async function ledgerPlaces(dataDir: string, screenId: string): Promise<string[]> {
  const folder = join(dataDir, 'ledger', screenId);
  const days = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
  const texts = await Promise.all(days.map((day) => readFile(join(folder, day), 'utf8')));
  return texts
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { body: Body }).body)
    .flatMap(({ kind, record }) => (kind === 'record' ? [`${record.boot}#${record.seq}`] : []));
}

/** Writes and reports one record after the other until the agent dies. Returns those that it answered for. */
async function writeUntilCut({ chain, link }: RobotPage): Promise<string[]> {
  const answered: string[] = [];
  for (let index = 0; ; index += 1) {
    const [record] = chain.append([fillerDraft(AT, index)]);
    await chain.flushed();
    if (chain.backlog > 0) return answered;
    answered.push(`${chain.boot}#${record?.seq ?? -1}`);
    link.reportRecords();
  }
}

interface Body {
  readonly kind: string;
  readonly record: { readonly boot: string; readonly seq: number };
}

it(`keeps every record it answered for exactly once over ${kills} kills of the agent (seed ${seed})`, async () => {
  await using server = await startTestServer();
  await using folder = await temporaryFolder();
  const random = seededRandom(seed);
  const options = { server: server.url, dataDir: folder.path, port: await freePort() };
  let agent = await startAgentProcess(options);
  const paired = await enrolThrough(agent.url, server.enrolmentCode);
  const answered = new Set<string>();

  for (let kill = 0; kill < kills; kill += 1) {
    const killer = setTimeout(() => agent.child.kill('SIGKILL'), 20 + random() * 400);
    const boot = randomBytes(8).toString('hex');
    const stamp = { at: AT, monoMs: 0, clock: CLOCK };
    const page = await startRobotPage(agent.url, paired, boot, stamp).catch(() => null);
    if (page !== null) {
      for (const place of await writeUntilCut(page)) answered.add(place);
      page.link.stop();
    }
    clearTimeout(killer);
    await agent.stop('SIGKILL');
    agent = await startAgentProcess(options);
  }
  const last = await startRobotPage(agent.url, paired, 'f'.repeat(16), { at: AT, monoMs: 0, clock: CLOCK });
  await expect.poll(() => last.journal.countUnacknowledged(), { timeout: 60_000 }).toBe(0);
  last.link.stop();
  expect(await agent.stop('SIGTERM')).toBe(0);

  const stored = await ledgerPlaces(server.dataDir, paired.enrolment.screenId);
  expect(new Set(stored).size, `duplicates; seed ${seed}`).toBe(stored.length);
  expect(answered.size, 'the campaign answered for records at all').toBeGreaterThan(kills);
  expect(
    [...answered].filter((place) => !stored.includes(place)),
    `lost; seed ${seed}`,
  ).toEqual([]);
  await expect(
    verifyLog(join(server.dataDir, 'ledger', paired.enrolment.screenId), {
      genesis: ledgerGenesis(paired.enrolment.screenId),
    }),
  ).resolves.toMatchObject({ ok: true });
}, 600_000);
