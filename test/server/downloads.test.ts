import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DownloadJob } from '../../content/model/download.ts';
import { nodePlatform } from '../../scripts/verify-playlog/node-platform.ts';
import { verifyBundle } from '../../scripts/verify-playlog/verify-bundle.ts';
import { bootDraft, fillerDraft, RobotPlayer } from '../support/robot-player.ts';
import { postJson, startTestServer, type TestFetch, type TestServer } from '../support/server.ts';
import { sourceOfBytes } from '../verify/bundle-mutations.ts';

const SCREEN = 'vong-xoay-trung-tam';
const WORKER_MS = 60_000;

/** The local date at the screens, which are seven hours ahead. */
const today = () => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);

async function feed(server: TestServer): Promise<void> {
  const robot = await RobotPlayer.enrol(server.url, server.enrolmentCode);
  const at = Date.now();
  robot.append(bootDraft(at), ...Array.from({ length: 20 }, (_, index) => fillerDraft(at, index)));
  const { socket } = await robot.connect();
  const reply = await robot.send(socket, 'plays:report', robot.batchOf(robot.records));
  socket.close();
  if (!reply.ok) throw new Error(reply.code);
}

async function order(fetch: TestFetch, format: string, screenIds = [SCREEN]): Promise<DownloadJob> {
  const body = { format, screenIds, fromDate: today(), untilDate: today() };
  const ordered = await fetch('/api/downloads', postJson(body));
  expect(ordered.status).toBe(200);
  let job = (await ordered.json()) as DownloadJob;
  await expect
    .poll(
      async () => {
        job = (await (await fetch(`/api/downloads/${job.id}`)).json()) as DownloadJob;
        return job.state;
      },
      { timeout: WORKER_MS, interval: 200 },
    )
    .toBe('ready');
  return job;
}

describe('downloads', () => {
  it(
    'are made in a worker, checked by the verifier, and stand in the trail',
    async () => {
      await using server = await startTestServer();
      await feed(server);
      const fetch = await server.asAdmin();
      const job = await order(fetch, 'bundle');
      expect(job.fileName).toBe(`goi-kiem-toan_${SCREEN}_${today()}_${today()}.zip`);
      const response = await fetch(`/api/downloads/${job.id}/file`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      expect([bytes.length, nodePlatform.sha256(bytes)]).toEqual([job.bytes, job.sha256]);
      const verdict = await verifyBundle(sourceOfBytes(bytes), nodePlatform, {
        trustedKeys: [],
        everySignature: true,
      });
      expect(verdict.faults).toEqual([]);
      const csv = await order(fetch, 'csv');
      const text = await (await fetch(`/api/downloads/${csv.id}/file`)).text();
      expect(text.split('\r\n').filter((line) => line.includes('nội dung xen'))).toHaveLength(20);
      const trail = (await (await fetch('/api/audit?limit=50')).json()) as { what: string }[];
      const deeds = trail.map(({ what }) => what);
      expect(deeds).toContain('orderDownload');
      expect(deeds).toContain('fetchDownload');
    },
    WORKER_MS,
  );

  it(
    'that were made outlive a restart, and one that was being made is said to have ended',
    async () => {
      await using server = await startTestServer();
      const fetch = await server.asAdmin();
      const made = await order(fetch, 'csv');
      const note = join(server.dataDir, 'downloads', `${made.id}.note`);
      const cut = made.id.replace(/^./, made.id.startsWith('f') ? 'e' : 'f');
      const text = (await readFile(note, 'utf8')).replaceAll(made.id, cut).replace('"ready"', '"running"');
      await writeFile(join(server.dataDir, 'downloads', `${cut}.note`), text);
      await writeFile(join(server.dataDir, 'downloads', `${cut}.csv`), 'nửa tệp');
      await server.restart();
      const jobs = z.array(DownloadJob).parse(await (await fetch('/api/downloads')).json());
      expect(Object.fromEntries(jobs.map(({ id, state }) => [id, state]))).toEqual({
        [made.id]: 'ready',
        [cut]: 'ended',
      });
      const bytes = new Uint8Array(await (await fetch(`/api/downloads/${made.id}/file`)).arrayBuffer());
      expect(nodePlatform.sha256(bytes)).toBe(made.sha256);
      expect((await fetch(`/api/downloads/${cut}/file`)).status).toBe(404);
    },
    WORKER_MS,
  );

  it('belong to whoever ordered them, for screens that there are', async () => {
    await using server = await startTestServer();
    const fetch = await server.asAdmin();
    const unknown = await fetch(
      '/api/downloads',
      postJson({ format: 'csv', screenIds: ['nowhere'], fromDate: today(), untilDate: today() }),
    );
    expect(unknown.status).toBe(404);
    const backwards = await fetch(
      '/api/downloads',
      postJson({ format: 'csv', screenIds: [SCREEN], fromDate: '2026-02-01', untilDate: '2026-01-01' }),
    );
    expect(backwards.status).toBe(400);
    expect((await server.fetch('/api/downloads')).status).toBe(401);
    expect((await fetch('/api/downloads/0123456789abcdef/file')).status).toBe(404);
  });
});
