// A desktop for tests: an X server in memory with a real window manager, and windows to lie on top of ours.

import { type ChildProcess, spawn } from 'node:child_process';

export interface TestDesktop extends AsyncDisposable {
  readonly display: string;
  /** Puts a window over the upper left of the desktop; returns how to take it away. */
  cover(): () => void;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once('exit', resolve));
}

export async function startDesktop(width = 1280, height = 720): Promise<TestDesktop> {
  const size = `${width}x${height}x24`;
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.stdio[3]?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    server.once('exit', () => reject(new Error('Xvfb ended')));
    server.once('error', reject);
  });
  const display = `:${number}`;
  const environment = { ...process.env, DISPLAY: display };
  const manager = spawn('openbox', [], { env: environment, stdio: 'ignore' });
  return {
    display,
    cover() {
      const window = spawn('xterm', ['-geometry', '60x12+60+60', '-e', 'cat'], {
        env: environment,
        stdio: 'ignore',
      });
      return () => window.kill('SIGKILL');
    },
    async [Symbol.asyncDispose]() {
      manager.kill();
      await ended(manager);
      server.kill();
      await ended(server);
    },
  };
}
