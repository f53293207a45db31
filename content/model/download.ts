// What an auditor may ask for, and how far its making is. Large ones are made beside the server's own work, so every
// download is an order first and a file then.

import { z } from 'zod';
import { Instant } from './instant.ts';
import { Id } from './item.ts';

export const DownloadFormat = z.enum([
  'xlsx',
  'csv',
  'jsonl',
  'pdf',
  'docx',
  'certificate',
  'bundle',
  'sample',
  'commissioning',
]);
export type DownloadFormat = z.infer<typeof DownloadFormat>;

/** Local dates of each screen, both included. Empty lists of playlists and items take everything. */
export const DownloadOrder = z
  .strictObject({
    format: DownloadFormat,
    screenIds: z.array(Id).min(1).max(200),
    fromDate: z.iso.date(),
    untilDate: z.iso.date(),
    playlistIds: z.array(Id).max(500).default([]),
    itemIds: z.array(Id).max(500).default([]),
    /** Of a random sample: whatever the inspector chose. */
    seed: z.string().trim().max(80).default(''),
  })
  .refine(({ fromDate, untilDate }) => fromDate <= untilDate, {
    error: 'Ngày bắt đầu phải trước hoặc trùng ngày kết thúc.',
  });
export type DownloadOrder = z.infer<typeof DownloadOrder>;

export const DownloadJob = z.strictObject({
  id: Id,
  order: DownloadOrder,
  orderedAt: Instant,
  orderedBy: z.string(),
  /** `ended`: the server was started anew before it was made; to be ordered again. */
  state: z.enum(['running', 'ready', 'failed', 'ended']),
  percent: z.int().min(0).max(100),
  fileName: z.string(),
  mime: z.string(),
  bytes: z.int().nonnegative(),
  /** SHA-256 of the file, when ready. */
  sha256: z.string().nullable(),
});
export type DownloadJob = z.infer<typeof DownloadJob>;
