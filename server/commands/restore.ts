// `npm run restore -- FILE [--dry-run]`: puts a backup back in place after checking all of it; a dry run only checks.

import { parseConfig } from '../config.ts';
import { openDataFolder } from '../library/data-folder.ts';
import { restoreBackup } from '../library/restore.ts';
import { nodeDisk } from '../store/disk.ts';
import { runCommand } from './command.ts';

await runCommand(async ({ words: [archive], options, env }) => {
  if (archive === undefined) throw new Error('Dùng: npm run restore -- TỆP_SAO_LƯU [--dry-run]');
  const { dataDir } = parseConfig(env);
  await using folder = await openDataFolder(dataDir, nodeDisk, 'restoring');
  const isDryRun = options.has('--dry-run');
  const report = await restoreBackup(folder, { archive, now: Date.now(), isDryRun });
  const { manifest, checked, keptLogs, setAside } = report;
  const entries = Object.values(checked.logs).reduce((sum, count) => sum + count, 0);
  return [
    `Bản sao lưu lúc ${new Date(manifest.madeAt).toLocaleString('vi-VN', { hour12: false })}: ${manifest.files.length} tệp, đúng từng tệp.`,
    `Đã kiểm: ${checked.screens} màn hình, ${checked.programmes} bản lịch phát, ${entries} dòng sổ trong ${Object.keys(checked.logs).length} sổ, ${checked.seals} mã xác thực.`,
    ...keptLogs.map((log) => `Sổ “${log}” trong thư mục dài hơn bản sao lưu: giữ nguyên sổ đang có.`),
    setAside === null
      ? 'Chạy thử: không thay đổi gì.'
      : `Đã khôi phục. Dữ liệu cũ nằm ở:\n  ${setAside}\nMọi người đăng nhập lại; máy điều khiển LED tự nối lại, không cần ghép lại.`,
  ];
});
