import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DownloadBench, eventfulDay } from '../server/playlog/download-bench.ts';

/** The shell script that stands in the document. */
function recipe(): string {
  const text = readFileSync(new URL('../../docs/play-log.md', import.meta.url), 'utf8');
  const found = /```sh\n([\s\S]*?)```/.exec(text)?.[1];
  if (found === undefined) throw new Error('docs/play-log.md has no recipe');
  return found;
}

describe('the recipe of docs/play-log.md', () => {
  it('finds a bundle untouched with unzip, sha256sum, openssl and jq, and a changed one not', async () => {
    await using bench = await DownloadBench.open((key) => eventfulDay(key, 1));
    const { path, bytes } = await bench.make({ format: 'bundle' });
    const script = join(bench.folder, 'recipe.sh');
    writeFileSync(script, recipe());
    const run = (bundle: string) => spawnSync('sh', [script, bundle], { encoding: 'utf8' });
    const good = run(path);
    expect(good.stderr).toBe('');
    expect(good.stdout).toMatch(/key [0-9a-f]{16}\n(?:key .*\n)+untouched, code [0-9a-f]{64}\n$/);
    const changed = join(bench.folder, 'changed.zip');
    const copy = Buffer.from(bytes);
    copy[200] = (copy[200] ?? 0) ^ 1;
    writeFileSync(changed, copy);
    expect(run(changed).status).not.toBe(0);
  });
});
