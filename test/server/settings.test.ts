// The installation as its page shows it, and the names of the office: reports of a time that is over keep its name.

import { writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AuditEntry } from '../../content/model/audit-entry.ts';
import { Problem } from '../../content/model/api.ts';
import { ApprovalPolicy } from '../../content/model/api/editing.ts';
import { type OrganisationDraft, ServerSettings } from '../../content/model/api/settings.ts';
import { dayBefore } from '../../content/model/instant.ts';
import { Organisation, organisationOn, type OrganisationName } from '../../content/model/seed.ts';
import { postJson, startTestServer, type TestFetch, type TestServer } from '../support/server.ts';

let server: TestServer;
let call: TestFetch;

beforeAll(async () => {
  server = await startTestServer();
  call = await server.asAdmin();
});
afterAll(() => server[Symbol.asyncDispose]());

const put = (body: unknown): RequestInit => ({ ...postJson(body), method: 'PUT' });
const settings = async () => ServerSettings.parse(await (await call('/api/settings')).json());
const draftOf = ({ capsName: _caps, untilDate: _until, ...draft }: OrganisationName): OrganisationDraft =>
  draft;

async function names(): Promise<OrganisationName[]> {
  return (await settings()).organisation?.names ?? [];
}

async function save(before: readonly OrganisationName[], drafts: readonly OrganisationDraft[]) {
  return await call('/api/organisation', put({ before, names: drafts }));
}

describe('the names of the office', () => {
  it('take a new one from today on, and end the one before it the day before', async () => {
    const before = await names();
    const { today } = await settings();
    const [, current] = before;
    if (current === undefined) throw new Error('the city has two names');
    const next = { ...draftOf(current), name: 'Ủy ban nhân dân xã Mới', fromDate: today };
    const saved = Organisation.parse(await (await save(before, [...before.map(draftOf), next])).json());
    expect(saved.names.at(-1)).toMatchObject({ capsName: 'ỦY BAN NHÂN DÂN XÃ MỚI', untilDate: null });
    expect(organisationOn(saved, today).name).toBe(next.name);
    expect(organisationOn(saved, dayBefore(today)).name).toBe(current.name);
    expect(organisationOn(saved, '2021-01-31').name).toBe('Ủy ban nhân dân thành phố Ngã Bảy');
  });

  it('leave a name alone whose time is over', async () => {
    const before = await names();
    const renamed = before.map((one, index) => ({
      ...draftOf(one),
      ...(index === 0 ? { name: 'Khác' } : {}),
    }));
    const refused = Problem.parse(await (await save(before, renamed)).json());
    expect(refused).toMatchObject({ code: 'BAD_REQUEST' });
    expect(refused.detail).toContain('Ủy ban nhân dân thành phố Ngã Bảy');
    const left = Problem.parse(await (await save(before, before.slice(1).map(draftOf))).json());
    expect(left).toMatchObject({ code: 'BAD_REQUEST' });
    expect(await names()).toEqual(before);
  });

  it('begin neither in the past nor twice on one day', async () => {
    const before = await names();
    const first = before[0];
    const last = before.at(-1);
    if (first === undefined || last === undefined) throw new Error('no names');
    for (const fromDate of ['2021-05-01', last.fromDate]) {
      const more = [...before.map(draftOf), { ...draftOf(last), fromDate }];
      expect((await save(before, more)).status).toBe(400);
    }
    expect(await names()).toEqual(before);
  });

  it('are not written over when somebody saved in between, and are kept in the trail', async () => {
    const stale = (await names()).slice(0, 1);
    const refused = await save(stale, stale.map(draftOf));
    expect(Problem.parse(await refused.json())).toMatchObject({ status: 409, code: 'CONFLICT' });
    const trail = z.array(AuditEntry).parse(await (await call('/api/audit?limit=50')).json());
    const deeds = trail.filter(({ what }) => what === 'saveOrganisation').map(({ outcome }) => outcome);
    expect(deeds.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(deeds.length).toBeGreaterThan(3);
  });
});

describe('the rules of approval', () => {
  it('change one by one, so that two people who change different ones do not undo each other', async () => {
    await call('/api/approval-policy', put({ ownWork: true }));
    const answered = await call('/api/approval-policy', put({ typedNoticeBySecond: false }));
    expect(ApprovalPolicy.parse(await answered.json())).toMatchObject({
      ownWork: true,
      typedNoticeBySecond: false,
    });
  });
});

describe('the state of the installation', () => {
  it('names the newest backup first, the next one, the keys, and that nothing is encrypted', async () => {
    const folder = join(server.dataDir, 'backups');
    await mkdir(folder, { recursive: true });
    for (const name of ['vong-xoay-2026-11-23-0230.zip', 'vong-xoay-2026-11-24-0230.zip', 'khac.txt'])
      await writeFile(join(folder, name), 'x');
    const { backup, about, tls, seals } = await settings();
    expect(backup.files.map(({ date, time }) => [date, time])).toEqual([
      ['2026-11-24', '02:30'],
      ['2026-11-23', '02:30'],
    ]);
    expect(new Date((backup.nextAt ?? 0) + 7 * 3_600_000).toISOString()).toContain('T02:30:00');
    expect(about.sealKeys).toHaveLength(1);
    expect(about.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(tls).toEqual({ by: 'nobody', certificate: null });
    expect(seals).toEqual({ folder: null, webhook: null });
  });
});
