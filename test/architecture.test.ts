// Executes the tables of docs/decisions.md and design section 4: who may import whom, who owns which outside thing,
// how large a file may be. If this test is wrong, the folder names stop telling the truth.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = normalize(join(dirname(fileURLToPath(import.meta.url)), '..'));
const TOP_LEVEL = new Set(
  (
    'server player content scripts test docs dist data node_modules coverage ' +
    'package.json package-lock.json tsconfig.json vitest.config.ts biome.json .oxlintrc.json .editorconfig .gitignore .dockerignore .npmrc ' +
    '.git .ci Dockerfile README.md LICENSE CHANGELOG.md .env.example'
  ).split(' '),
);

interface Source {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function listSources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return listSources(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'";]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

function readSource(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  const imports = [...text.matchAll(IMPORT)].map((match) => resolveImport(path, match[1] ?? match[2] ?? ''));
  return { path, text, imports };
}

/** A path from the root for our own files, the package name otherwise. */
function resolveImport(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return relative(root, join(root, dirname(from), specifier))
    .split(sep)
    .join('/');
}

const sources = ['content', 'player', 'server', 'scripts', 'test'].flatMap(listSources).map(readSource);
const isOurs = (specifier: string) => /^(content|player|server|scripts|test)\//.test(specifier);
const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Area of a file -> areas it may import. The longest matching prefix names the area. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'content/model': ['content/model'],
  player: ['player', 'content/model'],
  'player/agent': ['player', 'content/model', 'server/store'],
  'server/store': ['server/store', 'content/model'],
  'server/studio': ['server/studio', 'server/store', 'content/model'],
  'server/playlog': ['server/playlog', 'server/store', 'content/model'],
  'server/library': [
    'server/library',
    'server/studio',
    'server/playlog',
    'server/store',
    'content/model',
    'server/logger.ts',
  ],
  'server/http': [
    'server/http',
    'server/library',
    'server/studio',
    'server/playlog',
    'server/store',
    'content/model',
    'server/errors.ts',
    'server/logger.ts',
  ],
  'server/live': [
    'server/live',
    'server/library',
    'server/playlog',
    'content/model',
    'server/errors.ts',
    'server/logger.ts',
  ],
  'server/chores': [
    'server/chores',
    'server/library',
    'server/playlog',
    'server/store',
    'content/model',
    'server/logger.ts',
  ],
  // A bundle dropped on the page Bằng chứng is checked by the verifier itself, which believes nobody.
  'server/console': ['server/console', 'content/model', 'scripts/verify-playlog'],
  'server/errors.ts': ['content/model', 'server/store', 'server/logger.ts'],
  'server/logger.ts': [],
  'server/config.ts': ['content/model'],
  'server/commands': ['server', 'content/model'],
  'server/front.ts': ['server/config.ts', 'server/store'],
  'server/app.ts': ['server', 'content/model'],
  'server/main.ts': ['server', 'content/model'],
  scripts: ['scripts', 'server', 'player', 'content/model'],
  // The verifiers believe nobody: not even our own code.
  'scripts/verify-playlog': ['scripts/verify-playlog'],
  'scripts/verify-playlog.ts': ['scripts/verify-playlog'],
  test: ['test', 'scripts', 'server', 'player', 'content/model'],
};

/** Outside thing -> the only places that may import it (tests may import anything). */
const OWNERS: Record<string, readonly string[]> = {
  express: ['server/app.ts', 'server/http/', 'player/agent/local-site.ts'],
  helmet: ['server/http/'],
  'express-rate-limit': ['server/http/'],
  'socket.io': ['server/app.ts', 'server/live/'],
  'socket.io-client': ['player/link.ts', 'server/console/live.ts', 'scripts/'],
  sharp: ['server/studio/'],
  fontkit: ['server/studio/typeface.ts'],
  qrcode: [
    'server/studio/qr-code.ts',
    'player/pairing-panel.ts',
    'server/console/parts/results/qr-picture.tsx',
  ],
  'exif-reader': ['server/studio/photograph-intake.ts'],
  'mediainfo.js': ['server/studio/film-intake.ts'],
  'read-excel-file': ['server/studio/slogan-import.ts'],
  lowdb: ['server/store/documents.ts'],
  'node-cron': ['server/chores/index.ts'],
  pino: ['server/logger.ts', 'player/agent/log.ts'],
  'pino-http': ['server/http/', 'server/logger.ts'],
  '@node-rs/argon2': ['server/library/passwords.ts'],
  '@zxcvbn-ts/language-common': ['server/library/common-passwords.ts'],
  'rate-limiter-flexible': ['server/library/sign-in-throttle.ts'],
  'write-excel-file': ['server/playlog/report/'],
  yazl: ['server/playlog/report/', 'server/store/backup-archive.ts', 'server/studio/sheet-archive.ts'],
  yauzl: ['server/store/backup-archive.ts', 'server/studio/sheet-archive.ts'],
  docx: ['server/playlog/report/'],
  pdfmake: ['server/playlog/report/'],
  'zod-openapi': ['server/http/'],
  x11: ['player/agent/x11-desktop.ts'],
  idb: ['player/'],
  suncalc: ['player/brightness.ts'],
  '@dnd-kit/react': ['server/console/parts/playlists/item-order.tsx'],
  'get-nonce': ['server/console/main.tsx'],
  react: ['server/console/'],
  '@tanstack/react-router': ['server/console/'],
  '@mantine/core': ['server/console/'],
  'node:fs': ['server/store/', 'server/studio/vault.ts', 'player/agent/', 'scripts/'],
  'node:fs/promises': ['server/store/', 'server/studio/vault.ts', 'player/agent/', 'scripts/'],
};

function areaOf(path: string): string {
  const areas = Object.keys(MAY_IMPORT).filter((area) => path === area || path.startsWith(`${area}/`));
  return areas.sort((a, b) => b.length - a.length)[0] ?? 'unlisted';
}

/** Everything a file reaches through imports of our own. */
function reachableFrom(path: string, seen = new Set<string>()): Set<string> {
  for (const next of sources.find((source) => source.path === path)?.imports ?? []) {
    if (!isOurs(next) || seen.has(next)) continue;
    seen.add(next);
    reachableFrom(next, seen);
  }
  return seen;
}

describe('architecture', () => {
  it('keeps the top level as the user fixed it', () => {
    expect(readdirSync(root).filter((name) => !TOP_LEVEL.has(name))).toEqual([]);
  });

  it('reads every file and its imports', () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.flatMap((source) => source.imports).length).toBeGreaterThan(sources.length);
  });

  it('lets imports point only downwards', () => {
    const wrong = sources.flatMap(({ path, imports }) => {
      const allowed = MAY_IMPORT[areaOf(path)] ?? [];
      const may = (target: string) =>
        allowed.some((area) => target === area || target.startsWith(`${area}/`));
      return imports
        .filter((target) => isOurs(target) && !may(target))
        .map((target) => `${path} -> ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('gives every outside thing one owner', () => {
    const wrong = sources
      .filter(({ path }) => !path.startsWith('test/') && !path.endsWith('vite.config.ts'))
      .flatMap(({ path, imports }) =>
        imports
          .filter((name) => !isOurs(name))
          .filter((name) => {
            const owners = OWNERS[name] ?? OWNERS[packageOf(name)];
            return owners !== undefined && !owners.some((owner) => path.startsWith(owner));
          })
          .map((name) => `${path} imports ${name}`),
      );
    expect(wrong).toEqual([]);
  });

  it('imports nothing but zod in the model', () => {
    const wrong = sources
      .filter(({ path }) => path.startsWith('content/model/'))
      .flatMap(({ path, imports }) =>
        imports.filter((name) => !isOurs(name) && name !== 'zod').map((name) => `${path}: ${name}`),
      );
    expect(wrong).toEqual([]);
  });

  it('hands clocks, randomness and I/O to the model and the pure part of the player', () => {
    const project = JSON.parse(readFileSync(join(root, 'player/tsconfig.pure.json'), 'utf8')) as {
      files: string[];
    };
    const pure = new Set(project.files.map((file) => `player/${file}`));
    expect(pure).toContain('player/conductor.ts');
    const ambient =
      /\b(?:new Date|Date\.|Math\.random|performance\.|setTimeout|setInterval|fetch\(|crypto\.|document\.|window\.|process\.)/;
    const wrong = sources
      .filter(({ path }) => path.startsWith('content/model/') || pure.has(path))
      .filter(({ text }) => ambient.test(text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')))
      .map(({ path }) => path);
    expect(wrong).toEqual([]);
  });

  it('lets nothing but the thread of a download stand still for the disk', () => {
    const naming = (word: RegExp) =>
      sources
        .filter(({ path, text }) => path.startsWith('server/') && word.test(text))
        .map(({ path }) => path);
    expect(naming(/\bthreadDisk\b/)).toEqual([
      'server/playlog/report/make-download.ts',
      'server/store/disk.ts',
    ]);
    expect(naming(/\bmakeDownload\(/)).toEqual([
      'server/playlog/report/download-worker.ts',
      'server/playlog/report/make-download.ts',
    ]);
  });

  it('keeps the checker of plans independent of the engine', () => {
    const reached = reachableFrom('content/model/check-plan.ts');
    const engine = [
      'hour-plan',
      'pattern',
      'placement',
      'frames',
      'ladder',
      'stream',
      'timeline',
      'make-good',
      'segments',
    ].map((name) => `content/model/${name}.ts`);
    expect(engine.filter((file) => reached.has(file))).toEqual([]);
  });

  it('keeps files short and their names nouns in kebab-case', () => {
    const long = sources.filter(({ text }) => text.split('\n').length > 401).map(({ path }) => path);
    const misnamed = sources
      .map(({ path }) => path)
      .filter((path) =>
        /(?:^|[/-])(?:utils?|helpers?|manager|common|misc)\.tsx?$|-service\.ts$|\/[^/]*[A-Z][^/]*\.tsx?$/.test(
          path,
        ),
      );
    expect({ long, misnamed }).toEqual({ long: [], misnamed: [] });
  });
});
