// Names that want to be paths: in what is uploaded, in what is fetched, in what is downloaded. Files are called by their
// hash or by an id of ours; nothing that anybody writes becomes a name on the disk.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TakenFile } from '../../content/model/api/studio.ts';
import { type TestFetch, type TestServer, startTestServer } from '../support/server.ts';

let server: TestServer;
let admin: TestFetch;
beforeAll(async () => {
  server = await startTestServer();
  admin = await server.asAdmin();
});
afterAll(() => server[Symbol.asyncDispose]());

/** As the line has it: fetch would tidy the dots away. */
function raw(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(server.running.port, '127.0.0.1', () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    });
    socket.on('data', (part) => (answer += part.toString('latin1')));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('a path in the name of an upload', () => {
  it.each(['../../../../tmp/x.png', '..\\..\\x.png', '/etc/x.png', 'x.png\0.sh', 'documents/editorial.json'])(
    '%j is no path: the file is called by its hash, in the vault',
    async (name) => {
      const picture = await sharp({
        create: { width: 8 + name.length, height: 8, channels: 3, background: '#123456' },
      })
        .png()
        .toBuffer();
      const before = (await readdir(server.dataDir, { recursive: true })).filter(
        (path) => !path.includes('assets'),
      );
      const response = await admin(`/api/files?name=${encodeURIComponent(name)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: new Uint8Array(picture),
      });
      const { sha256 } = TakenFile.parse(await response.json());
      const after = await readdir(server.dataDir, { recursive: true });
      expect(after.filter((path) => !path.includes('assets'))).toEqual(before);
      const temp = await readdir(join(server.dataDir, 'assets', 'temp'));
      expect(temp.filter((file) => file.endsWith(sha256))).toHaveLength(1);
    },
  );
});

describe('a path in what is fetched', () => {
  it.each([
    '/assets/../documents/editorial.json',
    '/assets/..%2f..%2fdocuments%2feditorial.json',
    '/assets/%2e%2e%5c%2e%2e%5cdocuments%5ceditorial.json',
    '/player/../../package.json',
    '/player/..%2f..%2f..%2fpackage.json',
    '/..%2f..%2fpackage.json',
    '/api/downloads/..%2f..%2fdocuments/file',
    '/tai-cho/..%2f..%2fdocuments%2feditorial.json',
    '/%00../documents/editorial.json',
    '//etc/passwd',
    '/kiem-tra.html/../../package.json',
  ])('%s leads nowhere', async (path) => {
    const answer = await raw(path);
    const [head = ''] = answer.split('\r\n\r\n');
    // The console's own page answers what it does not know; it holds no file of ours.
    expect(answer).not.toMatch(/"seededAt"|"devDependencies"|root:x:/);
    expect(head).toMatch(/^HTTP\/1\.1 (?:200|301|302|400|401|404)/);
  });
});
