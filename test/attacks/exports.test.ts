// Words that want to be markup, formulas or programs, in everything that is taken away from the server: each kind of file
// is opened and its parts looked at, and the pages among them are opened in Chromium.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DownloadFormat, DownloadJob } from '../../content/model/download.ts';
import { MINUTE_MS } from '../../content/model/instant.ts';
import { WaitingItem } from '../../content/model/api/editing.ts';
import { SpotCheckLink } from '../../content/model/api/spot-checks.ts';
import { openEditorial } from '../../server/library/editorial.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { buildVerifierPage } from '../../scripts/build-verifier.ts';
import { openPage } from '../console/console-page.ts';
import { launchChromium } from '../support/chromium.ts';
import { SCREEN } from '../support/people.ts';
import { poisonDocuments } from '../support/poison.ts';
import { bootDraft, fillerDraft, RobotPlayer } from '../support/robot-player.ts';
import {
  postJson,
  startTestServer,
  temporaryFolder,
  type TestFetch,
  type TestServer,
} from '../support/server.ts';
import { unpack } from '../verify/bundle-mutations.ts';

/** Markup, a way out of an attribute, a formula and a link at once; `data-pwn` is found again whatever becomes of it. */
const HOSTILE =
  '=HYPERLINK("http://x.example")"><img data-pwn src=x onerror="window.pwned=1"><script data-pwn>window.pwned=1</script>';

type Browser = Awaited<ReturnType<typeof launchChromium>>;

let browser: Browser;
let server: TestServer;
let admin: TestFetch;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const files = new Map<DownloadFormat, Buffer>();

const today = () => new Date(Date.now() + 7 * 60 * MINUTE_MS).toISOString().slice(0, 10);

async function take(format: DownloadFormat): Promise<Buffer> {
  const order = {
    format,
    screenIds: [SCREEN],
    fromDate: today(),
    untilDate: today(),
    seed: HOSTILE.slice(0, 80),
  };
  const ordered = await admin('/api/downloads', postJson(order));
  let job = DownloadJob.parse(await ordered.json());
  const path = `/api/downloads/${job.id}`;
  await vi.waitFor(
    async () => {
      job = DownloadJob.parse(await (await admin(path)).json());
      expect(job.state).toBe('ready');
    },
    { timeout: MINUTE_MS, interval: 100 },
  );
  return Buffer.from(await (await admin(`${path}/file`)).arrayBuffer());
}

beforeAll(async () => {
  browser = await launchChromium();
  folder = await temporaryFolder();
  server = await startTestServer({
    prepare: async (dataDir) => {
      await poisonDocuments(dataDir, HOSTILE);
      const editorial = await openEditorial(join(dataDir, 'documents/editorial.json'), nodeDisk);
      // Of advertising, so that there is something to certify.
      await editorial.transact((draft) => {
        for (const playlist of draft.playlists) playlist.category = 'advertising';
      });
      await editorial.close();
    },
  });
  admin = await server.asAdmin();
  const waiting = WaitingItem.array().parse(await (await admin('/api/approvals')).json());
  const versions = waiting
    .filter(({ refusal }) => refusal === null)
    .map(({ item, waiting: { version } }) => ({ itemId: item.id, version }));
  expect((await admin('/api/approvals', postJson({ versions }))).status).toBe(200);
  const player = await RobotPlayer.enrol(server.url, server.enrolmentCode);
  const hostile = { title: HOSTILE.slice(0, 200), text: HOSTILE };
  player.append(bootDraft(Date.now()));
  for (let index = 0; index < 5; index += 1)
    player.append({ ...fillerDraft(Date.now() - MINUTE_MS, index), ...hostile });
  const { socket } = await player.connect();
  expect(await player.send(socket, 'plays:report', player.batchOf(player.records))).toMatchObject({
    ok: true,
  });
  socket.close();
  const period = { from: Date.now() - MINUTE_MS, to: Date.now() + MINUTE_MS };
  const said: [string, object][] = [
    ['explanations', { ...period, accounts: null, text: HOSTILE }],
    ['screen-log', { ...period, cause: 'maintenance', text: HOSTILE }],
    [
      'suspensions',
      {
        ...period,
        document: { number: HOSTILE.slice(0, 80), date: today(), issuedBy: HOSTILE },
        text: HOSTILE,
      },
    ],
  ];
  for (const [path, body] of said)
    expect((await admin(`/api/screens/${SCREEN}/${path}`, postJson(body))).status).toBe(200);
  for (const format of DownloadFormat.options) files.set(format, await take(format));
}, 5 * MINUTE_MS);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
  await browser.close();
});

function fileOf(format: DownloadFormat): Buffer {
  const file = files.get(format);
  if (file === undefined) throw new Error(`no ${format}`);
  return file;
}

/** What got out of its text, if anything did. */
const ESCAPED = () => ({
  elements: document.querySelectorAll('[data-pwn]').length,
  ran: 'pwned' in globalThis,
  shown: document.documentElement.textContent.includes('data-pwn'),
});

describe.each(['xlsx', 'docx'] as const)('a %s', (format) => {
  it('holds hostile words as words: no element, formula, link outwards or program comes of them', async () => {
    const parts = (await unpack(fileOf(format))).files;
    const page = await browser.newPage();
    const texts: string[] = [];
    for (const [path, bytes] of parts) {
      expect(path).not.toMatch(/vba|macro|activeX|embeddings|externalLink/i);
      if (!/\.(?:xml|rels)$/.test(path)) continue;
      const found = await page.evaluate((xml) => {
        const parsed = new DOMParser().parseFromString(xml, 'application/xml');
        const count = (name: string) => parsed.getElementsByTagNameNS('*', name).length;
        return {
          broken: count('parsererror'),
          elements: parsed.querySelectorAll('[data-pwn]').length,
          programs: count('f') + count('script') + count('instrText') + count('fldSimple'),
          outwards: parsed.querySelectorAll('[TargetMode="External"]').length,
          text: parsed.documentElement.textContent,
        };
      }, bytes.toString('utf8'));
      const { text, ...counted } = found;
      // Page numbers of the letter are fields; they hold no words of anybody.
      const allowed = path.includes('footer') || path.includes('header') ? counted.programs : 0;
      expect([path, counted]).toEqual([path, { broken: 0, elements: 0, programs: allowed, outwards: 0 }]);
      texts.push(text);
    }
    await page.close();
    expect(texts.join('\n')).toContain('<script data-pwn>');
  });
});

describe.each(['pdf', 'certificate', 'sample', 'commissioning'] as const)('a PDF (%s)', (format) => {
  it('does nothing when it is opened and shows hostile words as words', () => {
    const bytes = fileOf(format);
    expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    const structure = bytes.toString('latin1').replaceAll(/stream\r?\n[\s\S]*?endstream/g, '');
    expect(structure).not.toMatch(
      /\/(?:JavaScript|JS|Launch|OpenAction|AA|URI|SubmitForm|EmbeddedFile|RichMedia|XFA)\b/,
    );
    const path = join(folder.path, `${format}.pdf`);
    writeFileSync(path, bytes);
    const read = spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
    expect(read.status).toBe(0);
    // Long words are broken over lines; what the signs spell is there.
    expect(read.stdout.replaceAll(/\s/g, '')).toContain('data-pwn');
  });
});

describe('a table (CSV)', () => {
  it('has no cell that a spreadsheet would take for a formula', () => {
    const text = fileOf('csv').toString('utf8');
    expect(text).toContain('data-pwn');
    expect(text).not.toMatch(/(?:^|[,\r\n])"?[=+@\t\r](?!\n)/);
    expect(text).not.toMatch(/(?:^|[,\n])"?-(?![\d.,]+"?(?:,|\r?\n|$))/);
  });
});

describe('the audit bundle', () => {
  it('says hostile words only where it is data: no path of it is a word of anybody', async () => {
    const { files: parts } = await unpack(fileOf('bundle'));
    for (const path of parts.keys()) expect(path).toMatch(/^[a-z0-9][a-z0-9./_-]*$/i);
    expect(parts.get(`report/${SCREEN}.jsonl`)?.toString('utf8')).toContain('data-pwn');
  });

  it('is looked at by the page that comes with it, which shows names of files and faults as text', async () => {
    const path = join(folder.path, 'kiem-tra.html');
    writeFileSync(path, await buildVerifierPage());
    await using opened = await openPage(browser, `file://${path}`);
    const { page, complaints } = opened;
    const bytes = fileOf('bundle');
    // Paths of entries stand in what the page says about a bundle that was tampered with.
    const forged = Buffer.from(
      bytes
        .toString('latin1')
        .replaceAll(`report/${SCREEN}.jsonl`, '"><img data-pwn src=x onerror='.slice(0, 32).padEnd(32, 'x')),
      'latin1',
    );
    for (const [name, buffer] of [
      [`${HOSTILE.replaceAll('/', '_')}.zip`, bytes],
      ['<img data-pwn src=x>.zip', forged],
    ] as const) {
      await page.locator('#file').setInputFiles({ name, mimeType: 'application/zip', buffer });
      await page.locator('#answer:is(.good, .bad)').waitFor();
      expect(await page.evaluate(ESCAPED)).toEqual({ elements: 0, ran: false, shown: true });
    }
    expect(complaints).toEqual([]);
  });
});

describe('the page of a spot check', () => {
  it('needs no account and shows hostile titles and names as text', async () => {
    const issued = await admin(`/api/screens/${SCREEN}/spot-checks`, { method: 'POST' });
    const { path } = SpotCheckLink.parse(await issued.json());
    await using opened = await openPage(browser, `${server.url}${path}`);
    expect(await opened.page.evaluate(ESCAPED)).toEqual({ elements: 0, ran: false, shown: true });
    expect(opened.complaints).toEqual([]);
  });
});
