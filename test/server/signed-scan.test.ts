// The approval form that was signed by hand, kept with the version it speaks of: a picture, drawn anew on the way in, its
// hash in the record of the version and in the trail.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { z } from 'zod';
import { ItemFile } from '../../content/model/api/editing.ts';
import { TakenFile } from '../../content/model/api/studio.ts';
import { AuditEntry } from '../../content/model/audit-entry.ts';
import { addPeople } from '../support/people.ts';
import { fetchWith, postJson, startTestServer, type TestFetch, type TestServer } from '../support/server.ts';

const ITEM = 'dich-vu-cong';

let server: TestServer;
let approver: TestFetch;
let auditor: TestFetch;
beforeAll(async () => {
  let cookies = new Map<string, string>();
  server = await startTestServer({
    prepare: async (dataDir) => {
      cookies = await addPeople(dataDir, [
        { id: 'minh', name: 'Lê Văn Minh', roles: ['approver'], screenIds: null },
        { id: 'kiem-tra', name: 'Kiểm Tra', roles: ['auditor'], screenIds: null },
      ]);
    },
  });
  const as = (id: string) => fetchWith(() => server.url, cookies.get(id) ?? '');
  [approver, auditor] = [as('minh'), as('kiem-tra')];
});
afterAll(() => server[Symbol.asyncDispose]());

const paper = (grey: number) =>
  sharp({ create: { width: 210, height: 297, channels: 3, background: { r: grey, g: grey, b: grey } } })
    .jpeg()
    .withExif({ IFD0: { Artist: 'Máy ảnh của ai đó' } })
    .toBuffer();

async function upload(bytes: Uint8Array, name: string): Promise<Response> {
  const headers = { 'content-type': 'application/octet-stream' };
  return await approver(`/api/files?name=${name}`, { method: 'POST', headers, body: new Uint8Array(bytes) });
}

async function uploaded(bytes: Uint8Array): Promise<string> {
  const response = await upload(bytes, 'phieu.jpg');
  if (!response.ok) throw new Error(await response.text());
  return TakenFile.parse(await response.json()).sha256;
}

const attach = (sha256: string, version = 1) =>
  approver(`/api/items/${ITEM}/scan`, postJson({ version, sha256 }));
const fileOf = async () => ItemFile.parse(await (await auditor(`/api/items/${ITEM}`)).json());

describe('the signed approval form', () => {
  it('of a draft is refused, of an approved version it is kept, shown and given out as it was drawn anew', async () => {
    const sha256 = await uploaded(await paper(200));
    expect((await attach(sha256)).status).toBe(409);
    await approver(`/api/items/${ITEM}/approval`, postJson({ version: 1 }));
    expect((await attach(sha256)).status).toBe(200);
    const [version] = (await fileOf()).versions;
    expect(version?.scan).toBe(sha256);
    expect(version?.deeds.at(-1)).toMatchObject({ what: 'scan_attached', by: 'Lê Văn Minh', scan: sha256 });
    const given = await auditor(`/assets/${sha256}`);
    expect(given.headers.get('content-type')).toBe('image/png');
    const picture = Buffer.from(await given.arrayBuffer());
    expect(await sharp(picture).metadata()).toMatchObject({ format: 'png', width: 210, height: 297 });
    expect(picture.includes('Máy ảnh')).toBe(false);
    // Nobody outside the office sees it.
    expect((await server.fetch(`/assets/${sha256}`)).status).toBe(404);
  });

  it('that replaces another leaves the other named; both stand in the trail', async () => {
    const before = (await fileOf()).versions[0]?.scan;
    const sha256 = await uploaded(await paper(100));
    expect((await attach(sha256)).status).toBe(200);
    const [version] = (await fileOf()).versions;
    expect(version?.scan).toBe(sha256);
    expect(version?.deeds.flatMap(({ scan }) => scan ?? [])).toEqual([before, sha256]);
    const trail = z.array(AuditEntry).parse(await (await auditor('/api/audit')).json());
    const deeds = trail.filter(({ what, outcome }) => what === 'attachScan' && outcome === 'done');
    expect(deeds.map(({ after }) => (after as { sha256: string }).sha256)).toEqual([sha256, before]);
  });

  it('is no PDF, which can carry programs, and no hash that nobody uploaded', async () => {
    const refused = await upload(Buffer.from('%PDF-1.7\n'), 'phieu.pdf');
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringMatching(/PDF.*PNG/s)]);
    expect((await attach('f'.repeat(64))).status).toBe(404);
    expect((await attach(await uploaded(await paper(50)), 7)).status).toBe(404);
  });
});
