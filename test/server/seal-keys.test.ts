// The succession of the seal key: rotated, it is vouched for; lost, the break is visible; damaged, nothing starts. And what
// is left of a lost programme key.

import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sealKeySigningText } from '../../content/model/seal.ts';
import { notePublicKey, openSigningKey, verifySignature } from '../../server/library/keys.ts';
import { openSealKeys, type SealKeys } from '../../server/library/seal-keys.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { nodePlatform } from '../../scripts/verify-playlog/node-platform.ts';
import { Faults } from '../../scripts/verify-playlog/platform.ts';
import { checkSealKeys } from '../../scripts/verify-playlog/server-statements.ts';
import { temporaryFolder } from '../support/server.ts';

const BY = { id: 'an', name: 'Nguyễn Thị Ánh' };

const open = (path: string): Promise<SealKeys> =>
  openSealKeys({
    keyDirectory: join(path, 'keys'),
    directory: join(path, 'seals', 'keys'),
    disk: nodeDisk,
    now: () => 1_000,
  });

describe('the seal key', () => {
  it('is made once, and is the same after a restart', async () => {
    await using folder = await temporaryFolder();
    const first = await open(folder.path);
    const again = await open(folder.path);
    expect(again.keyId).toBe(first.keyId);
    expect(again.all).toMatchObject([
      { statement: { number: 1, because: 'first', previous: null, by: null }, previousSignature: null },
    ]);
    expect(again.verify(first.keyId, 'lời', first.sign('lời'))).toBe(true);
    expect(again.verify('0'.repeat(16), 'lời', first.sign('lời'))).toBe(false);
  });

  it('is rotated: the old one vouches for the new one, stays good for old seals, and its file is gone', async () => {
    await using folder = await temporaryFolder();
    const keys = await open(folder.path);
    const [old] = keys.all;
    const signed = keys.sign('chốt sổ cũ');
    const made = await keys.rotate(2_000, BY);
    expect(made).toMatchObject({
      statement: { number: 2, because: 'rotated', previous: old?.sha256, by: BY, fromAt: 2_000 },
    });
    const text = sealKeySigningText(made.sha256);
    expect(
      verifySignature('Ed25519', old?.statement.publicKey ?? '', text, made.previousSignature ?? ''),
    ).toBe(true);
    expect(await readdir(join(folder.path, 'keys'))).toEqual(['seal-signing-2.pem']);
    const again = await open(folder.path);
    expect(again.keyId).toBe(made.statement.keyId);
    expect(again.verify(old?.statement.keyId ?? '', 'chốt sổ cũ', signed)).toBe(true);
  });

  it('is begun anew when its file is lost: nobody vouches for the new one, and it says so', async () => {
    await using folder = await temporaryFolder();
    const keys = await open(folder.path);
    const signed = keys.sign('chốt sổ cũ');
    await rm(join(folder.path, 'keys', 'seal-signing-1.pem'));
    const anew = await open(folder.path);
    expect(anew.keyId).not.toBe(keys.keyId);
    expect(anew.all.at(-1)).toMatchObject({
      statement: { number: 2, because: 'lost', previous: keys.all[0]?.sha256 },
      previousSignature: null,
    });
    expect(anew.verify(keys.keyId, 'chốt sổ cũ', signed)).toBe(true);
  });

  it('is followed by the auditor through a rotation and a loss; a key that nobody vouches for is a fault', async () => {
    await using folder = await temporaryFolder();
    const keys = await open(folder.path);
    await keys.rotate(2_000, BY);
    const files = (all: SealKeys['all']) =>
      all.map((one) => ({ ...one, path: `${one.statement.number}.json` }));
    const check = async (all: SealKeys['all']) => {
      const faults = new Faults();
      const { breaks } = await checkSealKeys(files(all), nodePlatform, faults);
      return { breaks, at: faults.list.map(({ place }) => place) };
    };
    expect(await check(keys.all)).toEqual({ breaks: 0, at: [] });
    const [first, second] = keys.all;
    if (first === undefined || second === undefined) throw new Error('not rotated');
    const unvouched = { ...second, previousSignature: first.signature };
    expect(await check([first, unvouched])).toEqual({ breaks: 0, at: ['2.json'] });
    await rm(join(folder.path, 'keys', 'seal-signing-2.pem'));
    expect(await check((await open(folder.path)).all)).toEqual({ breaks: 1, at: [] });
  });

  it('takes up a key whose statement a crash prevented', async () => {
    await using folder = await temporaryFolder();
    const keys = await open(folder.path);
    const made = await keys.rotate(2_000, BY);
    await rm(join(folder.path, 'seals', 'keys', '2.json'));
    // The old private key was not yet removed when the crash came.
    await expect(open(folder.path)).resolves.toMatchObject({ keyId: made.statement.keyId });
  });

  it('is refused when it is damaged, exchanged, or its succession was altered', async () => {
    await using folder = await temporaryFolder();
    await using stranger = await temporaryFolder();
    const keys = await open(folder.path);
    await open(stranger.path);
    await keys.rotate(2_000, BY);
    const corrupt = { code: 'STORE_CORRUPT' };
    const statement = join(folder.path, 'seals', 'keys', '2.json');
    const whole = keys.all[1];
    for (const forged of [
      { ...whole, statement: { ...whole?.statement, because: 'lost' } },
      { ...whole, previousSignature: null },
      { ...whole, statement: { ...whole?.statement, number: 3 } },
    ]) {
      await writeFile(statement, JSON.stringify(forged));
      await expect(open(folder.path)).rejects.toMatchObject(corrupt);
    }
    await writeFile(statement, JSON.stringify(whole));
    await writeFile(join(folder.path, 'keys', 'seal-signing-2.pem'), 'rác');
    await expect(open(folder.path)).rejects.toMatchObject(corrupt);
  });
});

describe('the programme key', () => {
  it('is begun anew when its file is lost, and what the old one signed can still be checked', async () => {
    await using folder = await temporaryFolder();
    const [keys, noted] = [join(folder.path, 'keys'), join(folder.path, 'noted')];
    const old = await openSigningKey(keys, nodeDisk);
    const signature = old.sign('bản lịch phát');
    expect(await notePublicKey(noted, old, nodeDisk)).toEqual([
      { keyId: old.keyId, publicKey: old.publicKey },
    ]);
    await rm(join(keys, 'programme-signing.pem'));
    const anew = await openSigningKey(keys, nodeDisk);
    const known = await notePublicKey(noted, anew, nodeDisk);
    expect(known.map(({ keyId }) => keyId).sort()).toEqual([old.keyId, anew.keyId].sort());
    const { publicKey = '' } = known.find(({ keyId }) => keyId === old.keyId) ?? {};
    expect(verifySignature('Ed25519', publicKey, 'bản lịch phát', signature)).toBe(true);
    await writeFile(join(noted, `${old.keyId}.pub`), `${anew.publicKey}\n`);
    await expect(notePublicKey(noted, anew, nodeDisk)).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
  });
});
