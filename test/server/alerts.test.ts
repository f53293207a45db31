// Alerts from a player's socket to a receiver's door: signed, in order, again until they arrive, never to where a redirect
// points, and never with the secret in an answer, the trail or the log.

import { createHmac, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../content/model/api.ts';
import { AlertBoard, AlertSettings } from '../../content/model/api/alerts.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../content/model/instant.ts';
import { deliverAlerts, tellDigest, watchAlerts } from '../../server/chores/alerting.ts';
import { openAlertBook } from '../../server/library/alert-book.ts';
import { postSigned } from '../../server/library/webhook.ts';
import { createLogger } from '../../server/logger.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { type ChoreBench, NINE, openChoreBench } from '../support/chore-bench.ts';
import { rawPublicKey } from '../support/robot-player.ts';
import { postJson, startTestServer } from '../support/server.ts';

const SECRET = 'khoa-bi-mat-cua-noi-nhan';
const SCREEN = 'vong-xoay-trung-tam';

interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly got: { headers: IncomingMessage['headers']; body: string }[];
  /** What it answers from now on. */
  status: number;
}

async function receive(): Promise<Receiver> {
  const http = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += String(piece)));
    request.on('end', () => {
      receiver.got.push({ headers: request.headers, body });
      response.writeHead(receiver.status, { location: '/noi-khac' });
      response.end('không ai đọc câu này');
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/tin?ma=bi-mat-trong-dia-chi`,
    got: [],
    status: 200,
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return receiver;
}

const textsOf = ({ got }: Receiver) => got.map(({ body }) => (JSON.parse(body) as { text: string }).text);

async function enrol({ dependencies: { library } }: ChoreBench): Promise<void> {
  const pair = generateKeyPairSync('ed25519');
  const publicKey = rawPublicKey(pair.publicKey).toString('base64');
  await library.enrolments.give(
    { screenId: SCREEN, algorithm: 'Ed25519', publicKey, userAgent: 'robot' },
    NINE,
  );
}

describe('alerts', () => {
  it('tell a screen that stayed away and that it is back, signed, each once', async () => {
    await using bench = await openChoreBench();
    await using receiver = await receive();
    const { dependencies, presence } = bench;
    const { alerts } = dependencies.library;
    await alerts.setWebhook({ url: receiver.url, secret: SECRET });
    await enrol(bench);
    presence.connected(SCREEN, NINE);
    presence.disconnected(SCREEN);
    for (bench.at = NINE; bench.at <= NINE + 8 * MINUTE_MS; bench.at += 15 * SECOND_MS) {
      await watchAlerts(dependencies);
      await deliverAlerts(dependencies);
    }
    expect(alerts.open).toMatchObject([{ kind: 'disconnected', screenId: SCREEN, since: NINE }]);
    presence.connected(SCREEN, bench.at);
    await watchAlerts(dependencies);
    await deliverAlerts(dependencies);
    const texts = textsOf(receiver);
    expect(texts).toHaveLength(2);
    expect(texts[0]).toContain('mất kết nối với máy điều khiển LED từ 09:00 ngày 24/11/2026');
    expect(texts[1]).toMatch(/đã kết nối lại sau 8 phút/);
    expect(alerts.open).toEqual([]);
    for (const { headers, body } of receiver.got) {
      const at = String(headers['x-vongxoay-timestamp']);
      const expected = createHmac('sha256', SECRET).update(`${at}.${body}`).digest('hex');
      expect(headers['x-vongxoay-signature']).toBe(`sha256=${expected}`);
    }
    expect(alerts.told.map(({ kind, delivery }) => [kind, delivery])).toEqual([
      ['recovered', 'sent'],
      ['disconnected', 'sent'],
    ]);
  });

  it('wait for a receiver that is away, in order, longer each time, and survive a restart', async () => {
    await using bench = await openChoreBench();
    await using receiver = await receive();
    receiver.status = 503;
    const { dependencies, folder } = bench;
    const { alerts } = dependencies.library;
    await alerts.setWebhook({ url: receiver.url, secret: SECRET });
    await alerts.tell([], [{ kind: 'flapping', text: 'một', facts: {} }], NINE);
    await alerts.tell([], [{ kind: 'recovered', text: 'hai', facts: {} }], NINE + 1);
    const triedAt: number[] = [];
    for (bench.at = NINE; bench.at < NINE + 20 * MINUTE_MS; bench.at += 15 * SECOND_MS) {
      const before = receiver.got.length;
      await deliverAlerts(dependencies);
      if (receiver.got.length > before) triedAt.push((bench.at - NINE) / SECOND_MS);
    }
    expect(triedAt).toEqual([0, 30, 90, 210, 450, 930]);
    expect(new Set(textsOf(receiver))).toEqual(new Set(['một']));
    await alerts.close();
    const again = await openAlertBook(folder.alerts, nodeDisk, createLogger('silent'));
    receiver.status = 204;
    const library = { ...dependencies.library, alerts: again };
    bench.at = NINE + HOUR_MS;
    expect(await deliverAlerts({ ...dependencies, library })).toBe(2);
    expect(textsOf(receiver).slice(-2)).toEqual(['một', 'hai']);
    await again.close();
  });

  it('give up after a day, drop the oldest of too many, and say how many were dropped', async () => {
    await using bench = await openChoreBench();
    await using receiver = await receive();
    receiver.status = 500;
    const { dependencies } = bench;
    const { alerts } = dependencies.library;
    await alerts.setWebhook({ url: receiver.url, secret: SECRET });
    for (let number = 0; number < 203; number += 1)
      await alerts.tell([], [{ kind: 'hour_lost', text: `tin ${number}`, facts: {} }], NINE);
    expect(alerts.settings.webhook).toMatchObject({ waiting: 200, dropped: 3 });
    bench.at = NINE + 25 * HOUR_MS;
    await deliverAlerts(dependencies);
    expect(textsOf(receiver)).toEqual(['tin 3']);
    expect(alerts.settings.webhook).toMatchObject({ waiting: 0, dropped: 203 });
    expect(alerts.told.every(({ delivery }) => delivery === 'failed')).toBe(true);
  });

  it('never follow a redirect and never go to a link-local address', async () => {
    await using receiver = await receive();
    receiver.status = 307;
    const message = { id: '1', payload: '{}' };
    expect(await postSigned({ url: receiver.url, secret: SECRET }, message, NINE)).toBe(307);
    expect(receiver.got).toHaveLength(1);
    const metadata = { url: 'http://169.254.169.254/latest/meta-data', secret: SECRET };
    expect(await postSigned(metadata, message, NINE)).toBeNull();
  });

  it('tell every morning once how yesterday went', async () => {
    await using bench = await openChoreBench();
    const { dependencies } = bench;
    await enrol(bench);
    bench.at = NINE + 22.5 * HOUR_MS;
    expect(await tellDigest(dependencies)).toBe(true);
    expect(await tellDigest(dependencies)).toBe(false);
    const [digest] = dependencies.library.alerts.told;
    expect(digest).toMatchObject({ kind: 'digest', delivery: 'kept' });
    // From nine o'clock on nobody reported anything: silence is not success.
    expect(digest?.text).toMatch(
      /^Tóm tắt ngày 24\/11\/2026\.\n.*: đạt 0 trên \d+ giờ, \d+ giờ chưa có số liệu\./,
    );
    expect(digest?.text).toContain('Đang mất kết nối: ');
    expect(digest?.text).toMatch(/\d+ nội dung chờ duyệt\./);
  });
});

describe('where alerts are sent', () => {
  it('is set and tried by an administrator of the whole office, and neither secret nor address comes back', async () => {
    await using server = await startTestServer();
    await using receiver = await receive();
    const admin = await server.asAdmin();
    const put = (webhook: unknown) =>
      admin('/api/alert-settings/webhook', { ...postJson({ webhook }), method: 'PUT' });
    const unset = await admin('/api/alert-settings/trial', postJson({}));
    expect(Problem.parse(await unset.json()).detail).toMatch(/^Chưa đặt nơi nhận/);
    expect((await put({ url: 'file:///etc/passwd', secret: SECRET })).status).toBe(400);
    expect((await put({ url: receiver.url, secret: 'ngan' })).status).toBe(400);
    const saved = await (await put({ url: receiver.url, secret: SECRET })).text();
    const read = await (await admin('/api/alert-settings')).text();
    expect(AlertSettings.parse(JSON.parse(read)).webhook?.origin).toBe(new URL(receiver.url).origin);
    receiver.status = 404;
    const missed = await (await admin('/api/alert-settings/trial', postJson({}))).json();
    expect(missed).toEqual({ arrived: false, status: 404 });
    receiver.status = 200;
    const tried = await (await admin('/api/alert-settings/trial', postJson({}))).json();
    expect(tried).toEqual({ arrived: true, status: 200 });
    expect(textsOf(receiver).at(-1)).toMatch(/^Tin gửi thử/);
    const trail = await (await admin('/api/audit')).text();
    expect(trail).toContain('saveAlertWebhook');
    const board = AlertBoard.parse(await (await admin('/api/alerts')).json());
    expect(board.open).toEqual([]);
    for (const text of [saved, read, trail]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain('bi-mat-trong-dia-chi');
    }
    expect(AlertSettings.parse(await (await put(null)).json())).toEqual({ webhook: null });
  });
});
