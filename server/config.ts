// What the operator may set, read from the environment once and then frozen. Every fault is reported at once, because
// someone who restarts a server ten times to learn ten faults stops reading; a misspelt setting is a fault too.

import { isIP } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';

const PREFIX = 'VONGXOAY_';
const BACKUPS = 'backups';

export const LogLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);
export type LogLevel = z.infer<typeof LogLevel>;

export const Config = z.strictObject({
  /** 0 lets the system choose. */
  port: z.int().min(0).max(65_535),
  /** Interface to listen on. */
  host: z.string().min(1),
  dataDir: z.string().min(1),
  logLevel: LogLevel,
  /** Zone of the office: of the screens made at the first start, and of the nightly chores. */
  defaultZone: z.string().min(1),
  /** Address under which others reach us, when it is not the one we listen on (a proxy, a name). */
  publicUrl: z.string().nullable(),
  /** Certificate chain and private key (PEM); null: plain HTTP. */
  tls: z.strictObject({ certificate: z.string(), key: z.string() }).nullable(),
  /**
   * Whose X-Forwarded headers are believed: nobody's, those of so many proxies in front of us, or of these addresses.
   * Believing a stranger's would let them choose the address that is throttled and recorded.
   */
  trustProxy: z.union([z.literal(false), z.int().positive(), z.array(z.string())]),
  /** Where the nightly backups go, and how many are kept: one a night, one a month. */
  backup: z.strictObject({ folder: z.string().min(1), nights: z.int(), months: z.int() }),
  /** Folder to which day seals are published, for a second party to take. */
  sealDir: z.string().min(1).nullable(),
  /** Address to which day seals are posted. */
  sealWebhook: z.string().nullable(),
  /** Years that the ledger's own files are kept, once exported; null: for ever. */
  keepYears: z.int().min(1).max(100).nullable(),
});
export type Config = z.infer<typeof Config>;

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    // A RangeError is how Intl says that it doesn't know the zone.
    return false;
  }
}

/** As Express understands them: names of ranges, addresses, addresses with a prefix length. */
function isProxyAddress(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits] = text.split('/');
  const version = isIP(address);
  return (
    version !== 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)))
  );
}

function countOf(least: number, most: number, usual: number) {
  const error = `phải là số nguyên từ ${least} đến ${most}`;
  return z
    .string()
    .regex(/^\d{1,4}$/, error)
    .transform(Number)
    .refine((count) => count >= least && count <= most, error)
    .default(usual);
}

const Environment = z.strictObject({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'phải là số nguyên từ 0 đến 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'phải là số nguyên từ 0 đến 65535')
    .default(8080),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, 'phải là địa chỉ IP hoặc tên máy')
    .default('0.0.0.0'),
  DATA_DIR: z.string().default('./data'),
  VONGXOAY_LOG_LEVEL: z
    .enum(LogLevel.options, { error: `phải là một trong: ${LogLevel.options.join(', ')}` })
    .default('info'),
  VONGXOAY_DEFAULT_ZONE: z
    .string()
    .refine(isZone, 'phải là tên múi giờ IANA, ví dụ Asia/Ho_Chi_Minh')
    .default('Asia/Ho_Chi_Minh'),
  VONGXOAY_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'phải là địa chỉ http:// hoặc https://' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  VONGXOAY_TLS_CERT: z.string().optional(),
  VONGXOAY_TLS_KEY: z.string().optional(),
  VONGXOAY_TRUST_PROXY: z
    .string()
    .transform((text) => (/^[1-9]$/.test(text) ? Number(text) : text.split(',').map((part) => part.trim())))
    .refine((proxies) => typeof proxies === 'number' || proxies.every(isProxyAddress), {
      error: 'phải là số máy chủ trung gian (1 đến 9) hoặc các địa chỉ IP của chúng, cách nhau bằng dấu phẩy',
    })
    .optional(),
  VONGXOAY_BACKUP_DIR: z.string().optional(),
  VONGXOAY_BACKUP_NIGHTS: countOf(1, 366, 7),
  VONGXOAY_BACKUP_MONTHS: countOf(0, 120, 12),
  VONGXOAY_SEAL_DIR: z.string().optional(),
  VONGXOAY_SEAL_WEBHOOK: z
    .url({ protocol: /^https?$/, error: 'phải là địa chỉ http:// hoặc https://' })
    .optional(),
  VONGXOAY_KEEP_YEARS: z
    .string()
    .regex(/^[1-9]\d?$|^100$/, 'phải là số năm từ 1 đến 100')
    .transform(Number)
    .optional(),
});

const SETTINGS = Object.keys(Environment.shape);

/** Throws ConfigError with every fault. An empty value counts as unset: that is how compose files clear a setting. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const ours = Object.entries(env).filter(
    ([name, value]) =>
      value !== undefined && value !== '' && (SETTINGS.includes(name) || name.startsWith(PREFIX)),
  );
  const parsed = Environment.safeParse(Object.fromEntries(ours));
  if (!parsed.success) throw new ConfigError(parsed.error.issues.flatMap(explainIssue));
  const settings = parsed.data;
  const { VONGXOAY_TLS_CERT: certificate, VONGXOAY_TLS_KEY: key } = settings;
  if ((certificate === undefined) !== (key === undefined)) {
    throw new ConfigError(['VONGXOAY_TLS_CERT, VONGXOAY_TLS_KEY: phải có cả hai hoặc không có tệp nào']);
  }
  return Object.freeze({
    port: settings.PORT,
    host: settings.HOST,
    dataDir: settings.DATA_DIR,
    logLevel: settings.VONGXOAY_LOG_LEVEL,
    defaultZone: settings.VONGXOAY_DEFAULT_ZONE,
    publicUrl: settings.VONGXOAY_PUBLIC_URL ?? null,
    tls: certificate === undefined || key === undefined ? null : { certificate, key },
    trustProxy: settings.VONGXOAY_TRUST_PROXY ?? false,
    backup: {
      folder: settings.VONGXOAY_BACKUP_DIR ?? join(settings.DATA_DIR, BACKUPS),
      nights: settings.VONGXOAY_BACKUP_NIGHTS,
      months: settings.VONGXOAY_BACKUP_MONTHS,
    },
    sealDir: settings.VONGXOAY_SEAL_DIR ?? null,
    sealWebhook: settings.VONGXOAY_SEAL_WEBHOOK ?? null,
    keepYears: settings.VONGXOAY_KEEP_YEARS ?? null,
  });
}

function explainIssue(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${key}: không có thiết lập này (unknown setting)`);
  }
  return [`${issue.path.join('.')}: ${issue.message}`];
}
