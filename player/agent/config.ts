// What may be set on the controller PC: one file of JSON, and the same names on the command line, which win. Every fault
// is reported at once, in Vietnamese, because the person who reads it stands on a ladder.

import { join } from 'node:path';
import { z } from 'zod';

export const AgentConfig = z.strictObject({
  /** Where the server is. May change at any time: the page's address stays, and with it everything that was kept. */
  server: z
    .url({ protocol: /^https?$/, error: 'phải là địa chỉ http:// hoặc https:// của máy chủ' })
    .transform((url) => url.replace(/\/+$/, '')),
  port: z.int().min(0).max(65_535).default(7070),
  dataDir: z.string().min(1),
  /** Program of the browser; null looks for Chrome or Chromium; `none` leaves the browser to somebody else. */
  browser: z.string().min(1).nullable().default(null),
  /** More flags for the browser, after ours. */
  browserFlags: z.array(z.string().startsWith('--')).default([]),
  /** One-time code that pairs this PC; used up after the first start. */
  code: z.string().min(4).max(64).nullable().default(null),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});
export type AgentConfig = z.infer<typeof AgentConfig>;

export class AgentConfigError extends Error {
  override readonly name = 'AgentConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

/** Throws AgentConfigError. `file` is what the config file holds, `flags` what the command line adds. */
export function parseAgentConfig(file: unknown, flags: Readonly<Record<string, unknown>>): AgentConfig {
  const fromFile = typeof file === 'object' && file !== null ? file : {};
  const parsed = AgentConfig.safeParse({ ...fromFile, ...flags });
  if (parsed.success) return Object.freeze(parsed.data);
  throw new AgentConfigError(
    parsed.error.issues.map((issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.join(', ')}: không có thiết lập này (unknown setting)`
        : `${issue.path.join('.')}: ${issue.message}`,
    ),
  );
}

/** Where an agent keeps its files when nobody says otherwise. */
export function defaultDataDir(platform: NodeJS.Platform, home: string, localAppData?: string): string {
  if (platform === 'win32') return join(localAppData ?? home, 'VongXoay');
  return join(home, '.local', 'share', 'vongxoay-player');
}
