#!/usr/bin/env node
// `vongxoay-player --server http://may-chu:8080`: reads the command line, one config file and signals, and runs the agent
// until it is told to stop. A start that fails says why in Vietnamese and exits with 1, for its supervisor to try again.

import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readIfPresent } from '../../server/store/files.ts';
import { startAgent } from './agent.ts';
import { AgentConfigError, defaultDataDir, parseAgentConfig } from './config.ts';

const USAGE = `Cách dùng: vongxoay-player --server http://MÁY-CHỦ:8080 [--code MÃ-GHÉP]

  --server ĐỊA-CHỈ   máy chủ Vòng Xoay
  --code MÃ          mã ghép màn hình, dùng một lần
  --port CỔNG        cổng trên máy này (7070)
  --data THƯ-MỤC     nơi giữ nhật ký, khóa và hình
  --browser TỆP      chương trình Chrome hoặc Chromium; "none": không tự mở trình duyệt
  --config TỆP       tệp JSON có cùng các thiết lập
`;

const OPTIONS = {
  server: { type: 'string' },
  code: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  browser: { type: 'string' },
  config: { type: 'string' },
  help: { type: 'boolean' },
} as const;

declare global {
  interface ImportMeta {
    readonly env: { readonly VITE_VERSION?: string };
  }
}

const version = import.meta.env.VITE_VERSION ?? 'dev';
/** Beside the bundle of this file. */
const page = fileURLToPath(new URL('../player-page', import.meta.url));
const lookScript = fileURLToPath(new URL('look.ps1', import.meta.url));

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  const dataDir = values.data ?? defaultDataDir(process.platform, homedir(), process.env['LOCALAPPDATA']);
  const configPath = values.config ?? join(dataDir, 'config.json');
  const bytes = await readIfPresent(configPath);
  if (bytes === undefined && values.config !== undefined) {
    throw new AgentConfigError([`${configPath}: không có tệp này (no such file)`]);
  }
  const { server, code, browser } = values;
  const flags = {
    ...(server === undefined ? {} : { server }),
    ...(code === undefined ? {} : { code }),
    ...(browser === undefined ? {} : { browser }),
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
    ...(values.data === undefined ? {} : { dataDir }),
  };
  const file: unknown = bytes === undefined ? {} : JSON.parse(Buffer.from(bytes).toString('utf8'));
  const config = parseAgentConfig({ dataDir, ...(file as object) }, flags);
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  const { DISPLAY: display, WAYLAND_DISPLAY: wayland, PATH: searchPath } = process.env;
  const agent = await startAgent(config, {
    version,
    page,
    display,
    wayland,
    mono: () => performance.now(),
    platform: process.platform,
    lookScript,
    searchPath,
  });
  process.stdout.write(`Vòng Xoay · phần mềm nền: ${agent.url}/ → ${config.server}\n`);
  await stopped;
  await agent[Symbol.asyncDispose]();
}

try {
  await main();
  process.exit(0);
} catch (error) {
  const reasons =
    error instanceof AgentConfigError
      ? error.faults.join('\n  ')
      : error instanceof Error
        ? error.message
        : String(error);
  process.stderr.write(
    `\nPhần mềm nền không khởi động được (the agent could not start):\n  ${reasons}\n\n${USAGE}`,
  );
  process.exit(1);
}
