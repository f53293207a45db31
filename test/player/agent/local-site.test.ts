// Who may ask the agent, and what comes back: real HTTP on a port of the system's choice.

import { createHash, createPublicKey, verify } from 'node:crypto';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunningAgent } from '../../../player/agent/agent.ts';
import { parseAgentConfig } from '../../../player/agent/config.ts';
import { startPageAgent } from '../../support/page-agent.ts';
import { askerOf } from '../../support/robot-page.ts';
import { temporaryFolder } from '../../support/server.ts';
import { entriesOf } from '../journal-contract.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

interface Home {
  readonly agent: RunningAgent;
  readonly folder: string;
  /** What the server has, and how often it was asked. */
  readonly files: Map<string, Uint8Array>;
  readonly asked: string[];
}

async function startHome(): Promise<Home> {
  const folder = await temporaryFolder();
  const files = new Map<string, Uint8Array>();
  const asked: string[] = [];
  const server = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    const file = files.get(incoming.url?.split('/').at(-1) ?? '');
    response.statusCode = file === undefined ? 404 : 200;
    response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await writeFile(join(folder.path, 'index.html'), '<!doctype html><html><head></head></html>');
  const { port } = server.address() as AddressInfo;
  const dataDir = join(folder.path, 'agent');
  const agent = await startPageAgent({
    server: `http://127.0.0.1:${port}`,
    dataDir,
    page: folder.path,
    version: '9.9.9',
  });
  onTestFinished(async () => {
    await agent[Symbol.asyncDispose]();
    server.closeAllConnections();
    server.close();
    await folder[Symbol.asyncDispose]();
  });
  return { agent, folder: dataDir, files, asked };
}

/** As a browser would not: with a Host and an Origin of the caller's choice. */
async function statusOf(url: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return await new Promise((resolve, reject) => {
    const asked = request(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.once('error', reject);
    asked.end(method === 'POST' ? '{}' : undefined);
  });
}

describe('the agent on 127.0.0.1', () => {
  it('tells the page that it is there', async () => {
    const { agent } = await startHome();
    const html = await (await fetch(`${agent.url}/`)).text();
    expect(html).toContain('<meta name="vongxoay-agent" content="9.9.9" />');
  });

  it('answers nobody who came by another name or from another page', async () => {
    const { agent } = await startHome();
    const own = { host: new URL(agent.url).host };
    const json = { 'content-type': 'application/json' };
    const call = `${agent.url}/agent/readKey`;
    expect(await statusOf(`${agent.url}/player/`, own)).toBe(200);
    expect(await statusOf(`${agent.url}/player/`, { host: 'evil.example' })).toBe(403);
    expect(await statusOf(call, { ...own, ...json, origin: 'http://evil.example' }, 'POST')).toBe(403);
    expect(await statusOf(call, { ...own, ...json, origin: 'null' }, 'POST')).toBe(403);
    expect(await statusOf(call, { ...own, ...json }, 'POST')).toBe(404);
    expect(await statusOf(call, { ...own, ...json, origin: agent.url }, 'POST')).toBe(200);
  });

  it('signs what our formats sign with a key that it keeps, and nothing else', async () => {
    const { agent } = await startHome();
    const ask = askerOf(agent.url);
    const { publicKey, keyId } = await ask('readKey', {});
    const raw = Buffer.from(publicKey, 'base64');
    expect(keyId).toBe(sha256(raw).slice(0, 16));
    const signature = await ask('sign', { text: 'vongxoay/batch/v1\nx' });
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const text = Buffer.from('vongxoay/batch/v1\nx');
    expect(verify(null, text, key, Buffer.from(signature, 'base64'))).toBe(true);
    await expect(ask('sign', { text: 'transfer everything' })).rejects.toThrow('400');
    expect((await ask('readKey', {})).keyId).toBe(keyId);
    expect((await ask('replaceKey', {})).keyId).not.toBe(keyId);
  });

  it('writes nothing into a new journal for a page that opened the one before it', async () => {
    const { agent } = await startHome();
    const ask = askerOf(agent.url);
    const { epoch } = await ask('openJournal', {});
    const entries = entriesOf('1', 3);
    await expect(ask('commit', { epoch: 'of a folder that is gone', entries, mark: null })).rejects.toThrow(
      '410',
    );
    expect(await ask('countUnacknowledged', {})).toBe(0);
    expect((await ask('openJournal', {})).head).toBeNull();
    await ask('commit', { epoch, entries, mark: null });
    expect(await ask('countUnacknowledged', {})).toBe(3);
  });

  it('fetches a file once, checks it, and serves pieces of it', async () => {
    const { agent, files, asked } = await startHome();
    const bytes = Buffer.from('\x89PNG\r\n\x1a\n and more', 'latin1');
    files.set(sha256(bytes), bytes);
    const local = `${agent.url}/agent/assets/${sha256(bytes)}`;
    expect((await fetch(local)).status).toBe(204);
    const first = await fetch(`${agent.url}/assets/${sha256(bytes)}`);
    expect(Buffer.from(await first.arrayBuffer())).toEqual(bytes);
    expect(first.headers.get('content-type')).toBe('image/png');
    const piece = await fetch(local, { headers: { range: 'bytes=1-3' } });
    expect([piece.status, await piece.text()]).toEqual([206, 'PNG']);
    await fetch(`${agent.url}/assets/${sha256(bytes)}`);
    expect(asked).toEqual([`GET /assets/${sha256(bytes)}`]);
    const missing = sha256(Buffer.from('missing'));
    expect((await fetch(`${agent.url}/assets/${missing}`)).status).toBe(404);
  });

  it('keeps nothing that has other bytes than its name says, from the network or from the disk', async () => {
    const { agent, folder, files } = await startHome();
    const name = sha256(Buffer.from('right'));
    files.set(name, Buffer.from('wrong'));
    expect((await fetch(`${agent.url}/assets/${name}`)).status).toBe(409);
    expect(await readdir(join(folder, 'assets'))).toEqual([]);
    await writeFile(join(folder, 'assets', name), 'damaged');
    files.set(name, Buffer.from('right'));
    const healed = await fetch(`${agent.url}/assets/${name}`);
    expect(await healed.text()).toBe('right');
  });

  it('reports every fault of its settings at once', () => {
    const file = { server: 'may-chu:8080', port: 99_999, dataDir: '/x', coulour: 'red' };
    expect(() => parseAgentConfig(file, {})).toThrow(/server: [^]*port: [^]*coulour/);
  });
});
