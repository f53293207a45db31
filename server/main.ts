// The launcher: reads environment and signals, starts the server, tells a person where it is. Nothing else reads
// process.env. A start that fails says why in one message, in Vietnamese and English, and exits with 1.

import { type RunningServer, startServer } from './app.ts';
import { ConfigError, parseConfig } from './config.ts';
import { FolderBusyError } from './library/data-folder.ts';
import { StoreError, type StoreCode } from './store/store-error.ts';

/** Supervisors send SIGKILL after ten seconds; by then we are gone. */
const STOP_WITHIN_MS = 9_000;

const STORE_FAULTS: Partial<Record<StoreCode, readonly [string, string]>> = {
  STORE_UNWRITABLE: ['Không ghi được vào thư mục dữ liệu.', 'The data folder cannot be written.'],
  STORE_UNREADABLE: ['Không đọc được thư mục dữ liệu.', 'The data folder cannot be read.'],
  STORE_FULL: ['Ổ đĩa đã đầy.', 'The disk is full.'],
  STORE_CORRUPT: [
    'Dữ liệu bị hỏng. Máy chủ không thay đổi gì; hãy khôi phục từ bản sao lưu.',
    'The data is damaged. Nothing was changed; restore it from a backup.',
  ],
  STORE_NEWER: [
    'Dữ liệu do phiên bản mới hơn ghi. Hãy chạy phiên bản mới.',
    'The data was written by a newer version. Run that one.',
  ],
};

function explainStartFault(error: unknown): string {
  if (error instanceof ConfigError) {
    return `Thiết lập chưa đúng (bad configuration):\n${error.faults.map((fault) => `  ${fault}`).join('\n')}`;
  }
  if (error instanceof FolderBusyError) {
    return (
      `Thư mục dữ liệu đang được một máy chủ khác dùng: ${error.holder}.\n` +
      `The data folder is in use by another server. If none is running, delete ${error.lockPath}`
    );
  }
  if (error instanceof StoreError) {
    const [vietnamese, english] = STORE_FAULTS[error.code] ?? ['Lỗi dữ liệu.', 'Data fault.'];
    return `${vietnamese}\n${english}\n${error.code}: ${error.message}`;
  }
  const errno = error instanceof Error && 'code' in error ? error.code : undefined;
  if (errno === 'EADDRINUSE' || errno === 'EACCES' || errno === 'EADDRNOTAVAIL') {
    return (
      `Cổng hoặc địa chỉ không dùng được (${errno}). Hãy đổi PORT hoặc HOST.\n` +
      `The port or address cannot be used: ${String(error)}`
    );
  }
  return `Máy chủ không khởi động được.\nThe server could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/** `tookMs`: since the process began, which is what the person has waited. */
function greetingOf(server: RunningServer, tookMs: number): string {
  const seconds = (tookMs / 1000).toFixed(1).replace('.', ',');
  const lines = [
    `Vòng Xoay sẵn sàng (${seconds} s)`,
    '',
    server.setupLink === null
      ? `  Bảng điều khiển    ${server.url}/`
      : `  Bảng điều khiển    ${server.setupLink}\n                     (liên kết dùng một lần, trong 15 phút, để tạo quản trị viên đầu tiên)`,
    ...server.enrolmentLinks.map(
      ({ link, screenName }) =>
        `  Máy điều khiển LED ${link}\n                     (dùng một lần: ghép “${screenName}”)`,
    ),
    ...(server.enrolmentLinks.length === 0 ? [`  Máy điều khiển LED ${server.url}/player/`] : []),
    ...(server.lanUrl === null ? [] : [`  Từ máy khác        thay ${server.url} bằng ${server.lanUrl}`]),
    `  Dữ liệu            ${server.dataDir}`,
    `  Múi giờ            ${server.zone}`,
    '',
  ];
  return `${lines.join('\n')}\n`;
}

async function waitForSignal(): Promise<NodeJS.Signals> {
  return await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
}

async function main(): Promise<void> {
  const config = parseConfig(process.env);
  // Asked for before the start, so that a signal in the middle of it is not lost.
  const signal = waitForSignal();
  const server = await startServer(config);
  process.stdout.write(greetingOf(server, performance.now()));
  await signal;
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
  for (const again of ['SIGINT', 'SIGTERM'] as const) process.once(again, () => process.exit(1));
  await server[Symbol.asyncDispose]();
}

try {
  await main();
  process.exit(0);
} catch (error) {
  process.stderr.write(`\n${explainStartFault(error)}\n`);
  process.exit(1);
}
