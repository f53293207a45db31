// Who did what: every change and every refused attempt stands in the trail before its answer leaves, and a trail that
// can't be written lets nothing through that it would have to keep.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Person, Problem } from '../../content/model/api.ts';
import type { AuditEntry } from '../../content/model/audit-entry.ts';
import { AUDIT_GENESIS, openAuditTrail } from '../../server/library/audit-trail.ts';
import { createLogger } from '../../server/logger.ts';
import { type Disk, nodeDisk } from '../../server/store/disk.ts';
import { verifyLog } from '../../server/store/log-reader.ts';
import { SCREEN, addPeople } from '../support/people.ts';
import { ADMIN, fetchWith, postJson, startTestServer } from '../support/server.ts';

async function trailOf(dataDir: string): Promise<AuditEntry[]> {
  const trail = await openAuditTrail({
    directory: join(dataDir, 'audit'),
    disk: nodeDisk,
    now: Date.now,
    zone: 'Asia/Ho_Chi_Minh',
    log: createLogger('silent'),
  });
  const entries = await trail.newest(1_000);
  await trail.close();
  return entries.reverse();
}

describe('audit trail', () => {
  it('keeps changes, downloads and failed log-ins with who, from where and how they ended, in one chain', async () => {
    await using server = await startTestServer();
    const fetch = await server.asAdmin();
    await server.fetch('/api/session', postJson({ ...ADMIN, password: 'mật khẩu sai rồi' }));
    await server.fetch('/api/session', postJson({ name: 'hunter2', password: 'x' }));
    await (await fetch(`/api/screens/${SCREEN}/playlog.csv`)).text();
    await fetch('/api/items/dich-vu-cong/approval', postJson({ version: 1 }));
    await fetch('/api/items/dich-vu-cong/approval', postJson({ version: 9 }));
    await fetch('/api/items');
    const entries = await trailOf(server.dataDir);
    expect(entries.map(({ what, outcome }) => `${what} ${outcome}`)).toEqual([
      'claimSetup done',
      'signIn WRONG_CREDENTIALS',
      'signIn WRONG_CREDENTIALS',
      'downloadPlayLog done',
      'approveItem done',
      'approveItem CONFLICT',
    ]);
    expect(new Set(entries.map(({ from }) => from))).toEqual(new Set(['127.0.0.1']));
    const [claim, wrong, unknown, download, approval] = entries;
    expect(claim?.who?.name).toBe(ADMIN.name);
    expect([wrong?.who, wrong?.on]).toEqual([null, { personId: claim?.who?.id }]);
    // The name field is where people type their password by mistake.
    expect(JSON.stringify(unknown)).not.toContain('hunter2');
    expect(download?.on).toMatchObject({ screenId: SCREEN, format: 'csv' });
    expect(approval).toMatchObject({ on: { itemId: 'dich-vu-cong' }, after: { state: 'approved' } });
    expect(await verifyLog(join(server.dataDir, 'audit'), { genesis: AUDIT_GENESIS })).toMatchObject({
      ok: true,
      entries: 6,
    });
  });

  it('leaves no line for a stranger at a closed door', async () => {
    await using server = await startTestServer();
    await server.fetch(`/api/screens/${SCREEN}/enrolment-code`, { method: 'POST' });
    expect(await trailOf(server.dataDir)).toEqual([]);
  });

  it('lets no change through while it cannot be written, and owes what it could not write', async () => {
    const broken = { isOn: false };
    const disk: Disk = {
      ...nodeDisk,
      async open(path, mode) {
        const file = await nodeDisk.open(path, mode);
        if (!path.includes('/audit/')) return file;
        return {
          ...file,
          async datasync() {
            if (broken.isOn) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
            await file.datasync();
          },
        };
      },
    };
    await using server = await startTestServer({ disk });
    const fetch = await server.asAdmin();
    const post = async () => {
      const response = await fetch(`/api/screens/${SCREEN}/enrolment-code`, { method: 'POST' });
      return response.ok ? 'done' : Problem.parse(await response.json()).code;
    };
    broken.isOn = true;
    // The first did happen and says that it could not be kept; the second does not happen.
    expect([await post(), await post()]).toEqual(['AUDIT_UNAVAILABLE', 'AUDIT_UNAVAILABLE']);
    expect((await fetch('/api/items')).status).toBe(200);
    broken.isOn = false;
    expect(await post()).toBe('done');
    const kept = (await trailOf(server.dataDir)).map(({ what, outcome }) => `${what} ${outcome}`);
    expect(kept).toEqual([
      'claimSetup done',
      'issueEnrolmentCode done',
      'issueEnrolmentCode AUDIT_UNAVAILABLE',
      'issueEnrolmentCode done',
    ]);
  });
});

describe('reach', () => {
  it('keeps a person away from the screens that are not theirs, by every path that names one', async () => {
    let cookie = '';
    await using server = await startTestServer({
      prepare: async (dataDir) => {
        const person: Person = { id: 'p-xa', name: 'Xa', roles: ['operator'], screenIds: ['man-hinh-khac'] };
        cookie = (await addPeople(dataDir, [person])).get(person.id) ?? '';
      },
    });
    const fetch = fetchWith(() => server.url, cookie);
    expect(await (await fetch('/api/screens')).json()).toEqual([]);
    const answers = await Promise.all([
      fetch(`/api/screens/${SCREEN}/hours`),
      fetch(`/api/screens/${SCREEN}/plays`),
      fetch(`/api/screens/${SCREEN}/playlog.csv`),
      fetch(`/api/screens/${SCREEN}/enrolment-code`, { method: 'POST' }),
      fetch(`/api/screens/${SCREEN}/player`, { method: 'DELETE' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
  });
});
