// `npm run recount [-- SCREEN]`: computes every account that was ever stated anew from the records, and compares.
// Exits with 1 at a difference. Changes nothing; a write under way may look torn, then it is run again.

import { parseConfig } from '../config.ts';
import { recountFolder } from '../library/recount-folder.ts';
import type { Recount } from '../playlog/recount.ts';
import { nodeDisk } from '../store/disk.ts';
import { runCommand } from './command.ts';

await runCommand(async ({ words: [screenId], env }) => {
  const counts = await recountFolder(parseConfig(env).dataDir, nodeDisk, screenId);
  const lines = counts.flatMap(linesOf);
  const differing = counts.reduce((sum, { differences }) => sum + differences.length, 0);
  if (differing > 0) throw new Error([...lines, `Khác nhau (differences): ${differing}`].join('\n'));
  return [...lines, 'Số đã công bố = số tính lại từ bản ghi (stored = recomputed).'];
});

function linesOf({ screenId, statements, hours, accounts, retired, differences }: Recount): string[] {
  const retiredWords = retired === 0 ? '' : `, ${retired} bản có bản ghi đã hết hạn lưu (retired)`;
  return [
    `${screenId}: ${hours} giờ (hours), ${statements} bản kết quả (statements), ${accounts} kết quả (accounts)${retiredWords}`,
    ...differences.map(
      ({ hour, version, because }) => `  ${new Date(hour.from).toISOString()} v${version}: ${because}`,
    ),
  ];
}
