// `npm run backup [-- FOLDER]`: one file with everything the server keeps, made while it runs or not.

import { zoneRulesOf } from '../../content/model/instant.ts';
import { parseConfig } from '../config.ts';
import { makeBackup } from '../library/backup.ts';
import { runCommand } from './command.ts';

await runCommand(async ({ words: [target], env }) => {
  const { dataDir, defaultZone, backup } = parseConfig(env);
  const now = Date.now();
  const { path, manifest, bytes } = await makeBackup(
    dataDir,
    now,
    zoneRulesOf(defaultZone, now, 3),
    target ?? backup.folder,
  );
  return [
    `Đã sao lưu ${manifest.files.length} tệp (${Math.ceil(bytes / 1_000_000)} MB):`,
    `  ${path}`,
    'Bản sao lưu chứa khóa bí mật của máy chủ. Hãy cất ở nơi chỉ quản trị mở được, trên ổ đĩa khác.',
  ];
});
