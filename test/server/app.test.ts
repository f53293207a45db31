// The server as a process and as a whole: how it starts, how it refuses to, how it stops and what it keeps.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startServer } from '../../server/app.ts';
import { ItemView, ScreenView } from '../../content/model/api.ts';
import { createLogger } from '../../server/logger.ts';
import { FolderBusyError } from '../../server/library/data-folder.ts';
import { StoreError } from '../../server/store/store-error.ts';
import { ADMIN, postJson, startTestServer, temporaryFolder, testConfig } from '../support/server.ts';

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs the launcher as a person does, with nothing of our own environment but the path. */
function launch(env: Record<string, string>): {
  child: ChildProcess;
  ended: Promise<Ended>;
  greeted: Promise<string>;
} {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    env: { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', VONGXOAY_LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const greeted = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('Múi giờ')) resolve(output);
      });
    }
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, output }));
  });
  return { child, ended, greeted };
}

async function listAll(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).toSorted((a, b) => a.localeCompare(b));
}

async function refusalOf(start: Promise<AsyncDisposable>): Promise<unknown> {
  try {
    await (await start)[Symbol.asyncDispose]();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('launcher', () => {
  it('greets with one-time links, answers, and exits with 0 on SIGTERM', async () => {
    await using folder = await temporaryFolder();
    const { child, ended, greeted } = launch({ PORT: '0', DATA_DIR: join(folder.path, 'data') });
    const text = await Promise.race([greeted, ended.then(({ output }) => output)]);
    const console = /http:\/\/127\.0\.0\.1:\d+\/#\/thiet-lap\/\S+/.exec(text)?.[0] ?? '';
    expect(text).toMatch(/http:\/\/127\.0\.0\.1:\d+\/player\/#[A-Z-]+/);
    expect(text).toContain('Asia/Ho_Chi_Minh');
    const url = new URL(console);
    expect((await fetch(new URL('/readyz', url))).status).toBe(200);
    const claim = { ...ADMIN, code: url.hash.split('/').at(-1) };
    expect((await fetch(new URL('/api/setup', url), postJson(claim))).status).toBe(200);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    expect(await listAll(join(folder.path, 'data'))).not.toContain('lock.json');
  });

  it('names every bad setting in one message and exits with 1', async () => {
    await using folder = await temporaryFolder();
    const dataDir = join(folder.path, 'data');
    const { ended } = launch({ PORT: 'abc', VONGXOAY_COLOUR: 'red', DATA_DIR: dataDir });
    const { code, output } = await ended;
    expect(code).toBe(1);
    expect(output).toContain('PORT:');
    expect(output).toContain('VONGXOAY_COLOUR:');
    expect(await listAll(folder.path)).toEqual([]);
  });

  it('says that the port is taken, touches nothing and exits with 1', async () => {
    await using folder = await temporaryFolder();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, output } = await launch({ PORT: String(port), DATA_DIR: join(folder.path, 'data') }).ended;
    other.close();
    expect(code).toBe(1);
    expect(output).toContain('EADDRINUSE');
    expect(output).toContain('Hãy đổi PORT');
    expect(await listAll(folder.path)).toEqual([]);
  });

  it('says that the folder cannot be written and exits with 1', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'a-file');
    await writeFile(file, '');
    const { code, output } = await launch({ PORT: '0', DATA_DIR: join(file, 'data') }).ended;
    expect(code).toBe(1);
    expect(output).toContain('Không ghi được vào thư mục dữ liệu');
    expect(output).not.toContain('    at ');
  });
});

describe('startServer', () => {
  it('warns when this machine draws pictures with other pixels than they were approved with', async () => {
    const lines: string[] = [];
    const log = createLogger('warn', { write: (line) => lines.push(line) });
    const warnings = () => lines.filter((line) => line.includes('other pixels'));
    await using server = await startTestServer({ log });
    expect(warnings()).toEqual([]);
    await using elsewhere = await startTestServer({ log, drawsAsKnown: async () => false });
    expect(warnings()).toHaveLength(1);
    for (const { fetch } of [server, elsewhere]) expect((await fetch('/readyz')).status).toBe(200);
  });

  it('refuses a folder that another server holds, and takes it when that one has stopped', async () => {
    await using server = await startTestServer();
    const refusal = await refusalOf(startServer(testConfig(server.dataDir)));
    expect(refusal).toBeInstanceOf(FolderBusyError);
    expect(refusal).toMatchObject({ holder: expect.stringContaining(String(process.pid)) as string });
    expect((await server.fetch('/healthz')).status).toBe(200);
    await server.restart();
    expect((await server.fetch('/readyz')).status).toBe(200);
  });

  it('takes over the lock of a process that was killed, and of a machine that was rebooted', async () => {
    const stale = [
      { pid: 2 ** 22 + 1, bootId: null },
      { pid: 1, bootId: 'a boot of long ago' },
      { pid: process.pid, bootId: null },
    ];
    for (const lock of stale) {
      await using server = await startTestServer({
        prepare: async (dataDir) => {
          const text = JSON.stringify({ host: hostname(), token: 'another', ...lock });
          await writeFile(join(dataDir, 'lock.json'), text);
        },
      });
      expect((await server.fetch('/readyz')).status).toBe(200);
    }
  });

  it('keeps programme, people, pairing and approval over a restart, and pictures byte for byte', async () => {
    await using server = await startTestServer();
    const fetch = await server.asAdmin();
    await fetch('/api/items/dich-vu-cong/approval', postJson({ version: 1 }));
    const read = async () => ({
      items: ItemView.array().parse(await (await fetch('/api/items')).json()),
      programme: ScreenView.array().parse(await (await fetch('/api/screens')).json())[0]?.programme,
    });
    const before = await read();
    await server.restart();
    expect(await read()).toEqual(before);
    expect(before.programme?.number).toBe(2);
  });

  it.each([
    ['a flipped byte', (text: string) => text.replace('"p-', '"q-').replace('640', '641')],
    ['half a file', (text: string) => text.slice(0, text.length / 2)],
    ['an empty file', () => ''],
    ['a newer version', (text: string) => text.replace('"schemaVersion": 1', '"schemaVersion": 99')],
  ])('refuses documents with %s, names the file, changes nothing', async (what, damage) => {
    await using server = await startTestServer();
    await server.asAdmin();
    await server.running[Symbol.asyncDispose]();
    const path = join(server.dataDir, 'documents/editorial.json');
    const damaged = damage(await readFile(path, 'utf8'));
    await writeFile(path, damaged);
    const before = await listAll(server.dataDir);
    const refusal = await refusalOf(startServer(testConfig(server.dataDir)));
    expect(refusal).toBeInstanceOf(StoreError);
    expect(refusal).toMatchObject({ path });
    if (what !== 'a newer version') expect(String(refusal)).toContain('newest good backup');
    expect(await readFile(path, 'utf8')).toBe(damaged);
    expect(await listAll(server.dataDir)).toEqual(before);
  });

  it('refuses a published programme that was altered', async () => {
    await using server = await startTestServer();
    await server.running[Symbol.asyncDispose]();
    const path = join(server.dataDir, 'programmes/vong-xoay-trung-tam/1.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('sự hài lòng', 'sự bực mình'));
    expect(await refusalOf(startServer(testConfig(server.dataDir)))).toMatchObject({
      code: 'STORE_CORRUPT',
      path,
    });
  });

  it('refuses a damaged signing key instead of making another', async () => {
    await using server = await startTestServer();
    await server.running[Symbol.asyncDispose]();
    const path = join(server.dataDir, 'keys/programme-signing.pem');
    await writeFile(path, 'no key');
    expect(await refusalOf(startServer(testConfig(server.dataDir)))).toMatchObject({
      code: 'STORE_CORRUPT',
      path,
    });
    expect(await readFile(path, 'utf8')).toBe('no key');
  });

  it('frees port and folder when the start fails half-way', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'seed'));
    const config = testConfig(join(folder.path, 'data'));
    const refusal = await refusalOf(startServer(config, { seedDirectory: join(folder.path, 'seed') }));
    expect(refusal).toMatchObject({ code: 'STORE_CORRUPT' });
    const again = await startServer(config);
    expect((await fetch(`${again.url}/readyz`)).status).toBe(200);
    await again[Symbol.asyncDispose]();
    await again[Symbol.asyncDispose]();
  });
});
