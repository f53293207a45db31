// The kiosk installers as far as a test may go without changing this machine: the checkers of their own worlds, and a
// dry run. What they do when they run is proved by scripts/kiosk/prove-install-linux.sh; on Windows by nobody yet.

import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { temporaryFolder } from '../../support/server.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const kiosk = join(root, 'scripts/kiosk');
function run(program: string, line: readonly string[], environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(program, line, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  return { status, stdout, stderr };
}

const dryRun = (line: readonly string[], environment: Record<string, string> = {}) =>
  run('bash', [join(kiosk, 'install-linux.sh'), '--dry-run', ...line], environment);

describe.runIf(process.platform === 'linux')('the installer for Debian and Ubuntu', () => {
  it('passes shellcheck, with all its parts', () => {
    const scripts = ['install-linux.sh', 'prove-install-linux.sh', 'linux/session.sh'];
    const { status, stdout } = run(
      'shellcheck',
      scripts.map((name) => join(kiosk, name)),
    );
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('writes a unit that systemd understands word for word', async () => {
    await using folder = await temporaryFolder();
    const units = join(folder.path, 'usr/lib/systemd/system');
    await cp('/lib/systemd/system', units, { recursive: true });
    await symlink('usr/lib', join(folder.path, 'lib'));
    await mkdir(join(folder.path, 'usr/bin'));
    await writeFile(join(folder.path, 'usr/bin/xinit'), '#!/bin/sh\n', { mode: 0o755 });
    const verify = async (unit: string) => {
      await writeFile(join(units, 'vongxoay-player.service'), unit);
      return run('systemd-analyze', ['verify', `--root=${folder.path}`, 'vongxoay-player.service']);
    };
    const unit = await readFile(join(kiosk, 'linux/vongxoay-player.service'), 'utf8');
    expect(await verify(unit)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect((await verify(unit.replace('Restart=', 'Restrat='))).stderr).toContain('Restrat');
  });

  it.each([
    ['everything on one PC', 'http://127.0.0.1:8080'],
    ['a server on the LAN', 'http://192.168.1.20:8080'],
    ['a server in a data centre', 'https://led.ngabay.example'],
  ])('takes %s', (_topology, server) => {
    const { status, stdout } = dryRun(['--server', server]);
    expect(stdout).toContain(`sẽ ghi máy chủ ${server}`);
    expect(status).toBe(0);
  });

  it.each([
    [['--server', 'ftp://may-chu'], '--server phải là địa chỉ'],
    [['--server', 'http://a b'], '--server phải là địa chỉ'],
    [['--server', 'http://may-chu', '--code', 'a"; rm -rf /'], 'mã ghép không đúng'],
    [['--sever', 'http://may-chu'], 'không hiểu: --sever'],
  ])('refuses %s before it touches anything', (line, sentence) => {
    const { status, stdout, stderr } = dryRun(line);
    expect(status).toBe(1);
    expect(stderr).toContain(sentence);
    expect(stdout).not.toContain('Gói phần mềm');
  });

  it('reports another player that it finds, and would leave it alone', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'HDPlayer'), '#!/bin/sh\n', { mode: 0o755 });
    const path = `${folder.path}${delimiter}${process.env['PATH'] ?? ''}`;
    const { stdout } = dryRun(['--server', 'http://may-chu:8080'], { PATH: path });
    expect(stdout).toContain('phần mềm phát khác: HDPlayer');
    expect(stdout).not.toMatch(/sẽ chạy: (?:rm|apt-get|systemctl).*HDPlayer/);
  });

  it('would leave journal and key when it is taken away', () => {
    const { status, stdout } = dryRun(['--uninstall']);
    expect(status).toBe(0);
    expect(stdout).toContain('sẽ chạy: rm -rf');
    expect(
      stdout
        .split('\n')
        .filter((line) => line.includes('rm -rf'))
        .join(),
    ).not.toContain('/var/lib');
  });
});

/** Cmdlets and programs of Windows PowerShell 5.1 and Windows 10 that the scripts may call. */
const OF_WINDOWS = new Set(
  (
    'Add-Member Add-Type ConvertFrom-Json ConvertTo-Json Copy-Item ForEach-Object Get-Command Get-Content Get-Date ' +
    'Get-ItemProperty Get-ScheduledTask Join-Path New-Item New-ItemProperty New-Object New-ScheduledTaskAction ' +
    'New-ScheduledTaskPrincipal New-ScheduledTaskSettingsSet New-ScheduledTaskTrigger New-TimeSpan Out-Null ' +
    'Register-ScheduledTask Remove-Item Rename-Item Select-Object Set-Service Set-StrictMode Split-Path ' +
    'Start-ScheduledTask Start-Service Stop-ScheduledTask Test-Path Unregister-ScheduledTask Where-Object Write-Host ' +
    'powercfg'
  ).split(' '),
);

async function powershellParser(): Promise<Parser> {
  await Parser.init();
  const grammar = createRequire(import.meta.url).resolve(
    'tree-sitter-powershell/tree-sitter-powershell.wasm',
  );
  return new Parser().setLanguage(await Language.load(grammar));
}

function faultsOf(node: Node): string[] {
  if (node.isError || node.isMissing)
    return [`line ${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`];
  return node.children.flatMap(faultsOf);
}

describe('the scripts for Windows', () => {
  const scripts = ['scripts/kiosk/install-windows.ps1', 'player/agent/windows/look.ps1'];

  it.each(scripts)('%s parses by the grammar of PowerShell', async (path) => {
    const text = await readFile(join(root, path), 'utf8');
    expect(text.startsWith('\uFEFF'), 'PowerShell 5.1 reads Vietnamese only behind a BOM').toBe(true);
    const parser = await powershellParser();
    const tree = parser.parse(text.slice(1))?.rootNode;
    expect(tree === undefined ? ['no tree'] : faultsOf(tree)).toEqual([]);
    const broken = parser.parse(text.slice(1).replace('{', '('))?.rootNode;
    expect(broken?.hasError, 'the grammar would see a fault').toBe(true);
  });

  it.each(scripts)('%s calls nothing that neither Windows nor it itself has', async (path) => {
    const parser = await powershellParser();
    const tree = parser.parse((await readFile(join(root, path), 'utf8')).slice(1))?.rootNode;
    const own = tree?.descendantsOfType('function_name').map(({ text }) => text) ?? [];
    const called = tree?.descendantsOfType('command_name').map(({ text }) => text) ?? [];
    expect(called.length).toBeGreaterThan(5);
    expect(called.filter((name) => !OF_WINDOWS.has(name) && !own.includes(name))).toEqual([]);
  });

  it('have their eyes beside the built agent', async () => {
    const built = await readdir(join(root, 'dist/agent'));
    expect(built).toEqual(expect.arrayContaining(['look.cs', 'look.ps1', 'vongxoay-player.mjs']));
  });
});
