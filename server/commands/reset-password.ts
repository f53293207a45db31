// `npm run reset-password -- "HỌ TÊN"`: a one-time link for somebody who cannot sign in, made by whoever holds the
// server's own machine. Works while the server runs or not; it sets no password and knows none.

import { parseConfig } from '../config.ts';
import { openPasswordReset } from '../library/password-reset.ts';
import { runCommand } from './command.ts';

await runCommand(async ({ words, env }) => {
  const { dataDir, publicUrl, port } = parseConfig(env);
  const { person, code, expiresAt } = await openPasswordReset(dataDir, words.join(' ').trim(), Date.now());
  const url = publicUrl ?? `http://localhost:${port}`;
  const until = new Date(expiresAt).toLocaleString('vi-VN', { hour12: false });
  return [
    `Liên kết đặt mật khẩu cho “${person}” (dùng một lần, đến ${until}):`,
    `  ${url}/#/dat-mat-khau/${code}`,
  ];
});
