// `npm run reset-password -- "HỌ TÊN"`: a one-time link for somebody who cannot sign in, made by whoever holds the
// server's own machine. Works while the server runs or not; it sets no password and knows none.

import { parseConfig } from '../server/config.ts';
import { openPasswordReset } from '../server/library/password-reset.ts';

const name = process.argv.slice(2).join(' ').trim();
try {
  const { dataDir, publicUrl, port } = parseConfig(process.env);
  const { person, code, expiresAt } = await openPasswordReset(dataDir, name, Date.now());
  const url = publicUrl ?? `http://localhost:${port}`;
  const until = new Date(expiresAt).toLocaleString('vi-VN', { hour12: false });
  process.stdout.write(
    `Liên kết đặt mật khẩu cho “${person}” (dùng một lần, đến ${until}):\n` +
      `  ${url}/#/dat-mat-khau/${code}\n` +
      `Không mở được liên kết thì nhập mã ở trang đăng nhập: ${code}\n`,
  );
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
