// How the server is reached: plain HTTP, TLS with a certificate that is renewed while it runs, and a proxy in front of it
// that is believed only when somebody said so.

import { execFile } from 'node:child_process';
import { copyFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { AuditEntry } from '../../content/model/audit-entry.ts';
import { parseConfig } from '../../server/config.ts';
import { ADMIN, cookieOf, fetchWith, postJson, startTestServer, temporaryFolder } from '../support/server.ts';

const run = promisify(execFile);

async function makeCertificate(folder: string, name: string): Promise<{ certificate: string; key: string }> {
  const files = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-x509', '-days', '2'];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  await run('openssl', ['req', ...kind, ...subject, '-keyout', files.key, '-out', files.certificate]);
  return files;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly subject: string;
}

/** A new connection each time, as the renewed certificate only shows on one. */
function ask(
  url: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const sent = request(
      new URL(path, url),
      {
        method: text === undefined ? 'GET' : 'POST',
        headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        // Signed by itself; what matters here is which one it is.
        rejectUnauthorized: false,
        agent: false,
      },
      (response) => {
        const subject = String((response.socket as TLSSocket).getPeerCertificate().subject.CN);
        response.resume().once('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, subject });
        });
      },
    );
    sent.once('error', reject);
    sent.end(text);
  });
}

describe('TLS', () => {
  it('takes a renewed certificate without a restart, and keeps the old one when the new one is none', async () => {
    await using folder = await temporaryFolder();
    const [first, second] = [
      await makeCertificate(folder.path, 'mot'),
      await makeCertificate(folder.path, 'hai'),
    ];
    const tls = { certificate: join(folder.path, 'now.pem'), key: join(folder.path, 'now.key') };
    const use = async ({ certificate, key }: typeof tls) => {
      await copyFile(certificate, tls.certificate);
      await copyFile(key, tls.key);
    };
    await use(first);
    await using server = await startTestServer({ config: { tls } });
    expect(server.url).toMatch(/^https:/);
    const before = await ask(server.url, '/healthz');
    expect([before.status, before.subject]).toEqual([200, 'mot']);
    expect(await server.running.reloadCertificate()).toBe(false);
    await use(second);
    expect(await server.running.reloadCertificate()).toBe(true);
    expect((await ask(server.url, '/healthz')).subject).toBe('hai');
    await writeFile(tls.certificate, 'no certificate');
    await expect(server.running.reloadCertificate()).rejects.toThrow(/PEM|certificate|no start line/i);
    expect((await ask(server.url, '/healthz')).subject).toBe('hai');
  });

  it('sets cookies that no plain connection can plant, and tells browsers to stay with TLS', async () => {
    await using folder = await temporaryFolder();
    const tls = await makeCertificate(folder.path, 'mot');
    await using server = await startTestServer({ config: { tls } });
    const claimed = await ask(server.url, '/api/setup', { ...ADMIN, code: server.setupCode });
    const cookies = claimed.headers['set-cookie'] ?? [];
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-vongxoay_\w+=[\w-]{43};/);
      for (const flag of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(flag);
      expect(cookie).not.toContain('Domain');
    }
    expect(claimed.headers['strict-transport-security']).toMatch(/^max-age=31536000/);
    const policy = String(claimed.headers['content-security-policy']);
    expect(policy).toContain(`connect-src 'self' wss://127.0.0.1:${server.running.port}`);
    const [session = ''] = cookies.map((cookie) => cookie.split(';')[0] ?? '');
    const asked = (cookie: string) => ask(server.url, '/api/sessions', undefined, { cookie });
    expect((await asked(session)).status).toBe(200);
    expect((await asked(session.replace('__Host-', ''))).status).toBe(401);
  });

  it('needs both files', () => {
    expect(() => parseConfig({ VONGXOAY_TLS_CERT: '/a' })).toThrow('VONGXOAY_TLS_KEY');
    expect(parseConfig({ VONGXOAY_TLS_CERT: '/a', VONGXOAY_TLS_KEY: '/b' }).tls).toEqual({
      certificate: '/a',
      key: '/b',
    });
  });
});

describe('plain HTTP', () => {
  it('sets cookies that scripts and other sites do not get, without what only TLS can keep', async () => {
    await using server = await startTestServer();
    const claimed = await server.fetch('/api/setup', postJson({ ...ADMIN, code: server.setupCode }));
    for (const cookie of claimed.headers.getSetCookie()) {
      expect(cookie).toMatch(/^vongxoay_\w+=[\w-]{43};/);
      for (const flag of ['HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(flag);
      expect(cookie).not.toContain('Secure');
    }
    expect(claimed.headers.get('strict-transport-security')).toBeNull();
  });
});

describe('a proxy in front', () => {
  const addressSeen = async (trustProxy: false | number | string[]): Promise<string | null | undefined> => {
    await using server = await startTestServer({ config: { trustProxy } });
    const claimed = await server.fetch('/api/setup', {
      ...postJson({ ...ADMIN, code: server.setupCode }),
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.7, 198.51.100.9' },
    });
    const admin = fetchWith(() => server.url, cookieOf(claimed));
    const trail = AuditEntry.array().parse(await (await admin('/api/audit')).json());
    return trail.find(({ what }) => what === 'claimSetup')?.from;
  };

  it('is not believed unless named: a stranger cannot choose the address that is recorded and throttled', async () => {
    expect(await addressSeen(false)).toBe('127.0.0.1');
    expect(await addressSeen(1)).toBe('198.51.100.9');
    expect(await addressSeen(['192.0.2.1'])).toBe('127.0.0.1');
    expect(await addressSeen(['loopback', '198.51.100.9'])).toBe('203.0.113.7');
  });

  it('is named by a number or addresses, and by nothing else', () => {
    expect(parseConfig({ VONGXOAY_TRUST_PROXY: '1' }).trustProxy).toBe(1);
    expect(parseConfig({ VONGXOAY_TRUST_PROXY: '10.0.0.1, loopback' }).trustProxy).toEqual([
      '10.0.0.1',
      'loopback',
    ]);
    for (const wrong of ['true', '0', 'mọi nơi', '10.0.0.1;'])
      expect(() => parseConfig({ VONGXOAY_TRUST_PROXY: wrong })).toThrow('VONGXOAY_TRUST_PROXY');
  });
});
