// The built agent as its own process (`npm run build` first), to be killed like the server's.

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(fileURLToPath(import.meta.url), '../../..');

export interface AgentProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly output: () => string;
  /** Sends the signal and resolves with the exit code (null when killed). */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

export interface AgentProcessOptions {
  readonly server: string;
  readonly dataDir: string;
  readonly port: number;
  /** Program of the browser; none by default. */
  readonly browser?: string;
  readonly code?: string;
  readonly flags?: readonly string[];
  readonly environment?: Record<string, string>;
}

/** Resolves when the agent says where it serves. */
export async function startAgentProcess(options: AgentProcessOptions): Promise<AgentProcess> {
  const { server, dataDir, port, browser = 'none', code, flags = [], environment = {} } = options;
  const line = [
    '--server',
    server,
    '--data',
    dataDir,
    '--port',
    String(port),
    '--browser',
    browser,
    ...flags,
  ];
  if (code !== undefined) line.push('--code', code);
  const child = spawn(process.execPath, [join(root, 'dist/agent/vongxoay-player.mjs'), ...line], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('phần mềm nền')) resolve();
    });
  });
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await Promise.race([
    ready,
    exited.then((status) => Promise.reject(new Error(`agent ended with ${status}:\n${output}`))),
  ]);
  return {
    child,
    url: `http://127.0.0.1:${port}`,
    output: () => output,
    stop(signal) {
      child.kill(signal);
      return exited;
    },
  };
}
