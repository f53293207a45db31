// Little that unpacks to much: request bodies, uploads, workbooks and frames. What is refused is refused early, so the
// process grows by far less than what was packed.

import {
  type BrotliCompress,
  constants,
  createBrotliCompress,
  createDeflate,
  createGzip,
  gzipSync,
  type Gzip,
} from 'node:zlib';
import { Readable } from 'node:stream';
import yazl from 'yazl';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '../../content/model/api.ts';
import { type TestFetch, type TestServer, startTestServer } from '../support/server.ts';

const MEGABYTE = 1024 * 1024;
const PACKED_MEGABYTES = 192;
/** Of growth: what such a bomb would fill three times over. */
const MOST_GROWTH_MEGABYTES = 64;

let server: TestServer;
let admin: TestFetch;
beforeAll(async () => {
  server = await startTestServer();
  admin = await server.asAdmin();
  // What the first calls load is not what a bomb fills.
  await (await sent(gzipSync('{}'), 'gzip')).text();
  await (await importing(await workbook(1))).text();
});
afterAll(() => server[Symbol.asyncDispose]());

async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** `{"name":"aaaa…` of so many megabytes, never whole in this process. */
function packed(megabytes: number, packer: Gzip | BrotliCompress): Promise<Buffer<ArrayBuffer>> {
  const piece = Buffer.alloc(MEGABYTE, 'a');
  const words = function* () {
    yield Buffer.from('{"name":"');
    for (let index = 0; index < megabytes; index += 1) yield piece;
    yield Buffer.from('"}');
  };
  return bytesOf(Readable.from(words()).pipe(packer));
}

function sent(body: Uint8Array<ArrayBuffer>, encoding: string): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
  return admin('/api/session', { method: 'POST', headers, body });
}

const importing = (body: Uint8Array<ArrayBuffer>) =>
  admin('/api/studio/import', {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body,
  });

const XML = '<?xml version="1.0"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** One cell of so many megabytes. */
async function workbook(megabytes: number): Promise<Buffer<ArrayBuffer>> {
  const zip = new yazl.ZipFile();
  const parts = {
    'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  };
  for (const [name, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(text), name);
  const piece = Buffer.alloc(MEGABYTE, 'a');
  const sheet = function* () {
    yield Buffer.from(
      `${XML}<worksheet xmlns="${MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>`,
    );
    for (let index = 0; index < megabytes; index += 1) yield piece;
    yield Buffer.from('</t></is></c></row></sheetData></worksheet>');
  };
  zip.addReadStream(Readable.from(sheet()), 'xl/worksheets/sheet1.xml');
  zip.end();
  return await bytesOf(zip.outputStream);
}

/** What the process has grown by at most, in megabytes, while `act` ran. */
async function growthDuring(act: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().rss;
  let most = before;
  const look = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
  await act();
  clearInterval(look);
  return (Math.max(most, process.memoryUsage().rss) - before) / MEGABYTE;
}

async function refusalOf(answering: Promise<Response>): Promise<[number, string]> {
  const response = await answering;
  return [response.status, Problem.parse(await response.json()).code];
}

describe('a bomb', () => {
  it.each([
    ['gzip', () => createGzip()],
    ['deflate', () => createDeflate() as unknown as Gzip],
    ['br', () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })],
  ])('in a body packed with %s is refused at the limit, not unpacked', async (encoding, packer) => {
    const body = await packed(PACKED_MEGABYTES, packer());
    expect(body.length).toBeLessThan(MEGABYTE);
    const grown = await growthDuring(async () => {
      expect(await refusalOf(sent(body, encoding))).toEqual([413, 'TOO_LARGE']);
    });
    expect(grown).toBeLessThan(MOST_GROWTH_MEGABYTES);
  });

  it('packed twice, or in a way that nobody knows, is not unpacked at all', async () => {
    for (const encoding of ['gzip, gzip', 'zstd-of-mine', 'compress'])
      expect((await refusalOf(sent(gzipSync(gzipSync('{}')), encoding)))[0]).toBe(400);
  });

  it('in an upload that calls itself packed is only a file that is no picture', async () => {
    const headers = { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' };
    const body = await packed(PACKED_MEGABYTES, createGzip());
    const grown = await growthDuring(async () => {
      const refusal = await refusalOf(admin('/api/files?name=anh.png', { method: 'POST', headers, body }));
      expect(refusal).toEqual([422, 'FILE_REFUSED']);
    });
    expect(grown).toBeLessThan(MOST_GROWTH_MEGABYTES);
  });

  it('in a workbook is refused at the limit of what a list can be', async () => {
    const body = await workbook(PACKED_MEGABYTES);
    const grown = await growthDuring(async () => {
      expect(await refusalOf(importing(body))).toEqual([422, 'FILE_REFUSED']);
    });
    expect(grown).toBeLessThan(MOST_GROWTH_MEGABYTES);
  });

  it('in the header of a workbook, which says two gigabytes and holds nothing, takes no memory', async () => {
    const body = await workbook(0);
    const local = body.indexOf(Buffer.from('PK\u0003\u0004', 'latin1'));
    body.writeUInt32LE(2 * 1024 * MEGABYTE - 1, local + 22);
    const grown = await growthDuring(async () => {
      await (await importing(body)).text();
    });
    expect(grown).toBeLessThan(MOST_GROWTH_MEGABYTES);
    expect((await admin('/healthz')).status).toBe(200);
  });

  it('of brackets within brackets is a bad request and no crash', async () => {
    const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    const headers = { 'content-type': 'application/json' };
    const answer = await refusalOf(admin('/api/playlists', { method: 'POST', headers, body: deep }));
    expect(answer).toEqual([400, 'BAD_REQUEST']);
  });

  it('in a frame of a socket cannot be sent: nothing packed is agreed to', async () => {
    const url = `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(url, { perMessageDeflate: true });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    expect(socket.extensions).toBe('');
    socket.terminate();
  });
});
