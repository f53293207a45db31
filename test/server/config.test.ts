// Settings: defaults, strictness, and every fault in one message.

import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '../../server/config.ts';

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('parseConfig', () => {
  it('needs nothing and ignores what is not ours', () => {
    expect(parseConfig({ PATH: '/bin', HOME: '/root', NODE_ENV: 'test' })).toEqual({
      tls: null,
      trustProxy: false,
      backup: { folder: 'data/backups', nights: 7, months: 12 },
      port: 8080,
      host: '0.0.0.0',
      dataDir: './data',
      logLevel: 'info',
      defaultZone: 'Asia/Ho_Chi_Minh',
      publicUrl: null,
      sealDir: null,
      sealWebhook: null,
      keepYears: null,
    });
  });

  it('takes an empty value as unset', () => {
    expect(parseConfig({ PORT: '', VONGXOAY_PUBLIC_URL: '' }).port).toBe(8080);
  });

  it('reads what is set', () => {
    const config = parseConfig({
      PORT: '0',
      HOST: '::1',
      DATA_DIR: '/srv/led',
      VONGXOAY_LOG_LEVEL: 'debug',
      VONGXOAY_DEFAULT_ZONE: 'America/New_York',
      VONGXOAY_PUBLIC_URL: 'https://led.example.vn/',
      VONGXOAY_SEAL_DIR: '/mnt/thanh-tra',
      VONGXOAY_SEAL_WEBHOOK: 'https://thanh-tra.example.vn/chot-so',
      VONGXOAY_KEEP_YEARS: '10',
    });
    expect(config).toMatchObject({
      port: 0,
      host: '::1',
      logLevel: 'debug',
      defaultZone: 'America/New_York',
      sealDir: '/mnt/thanh-tra',
      sealWebhook: 'https://thanh-tra.example.vn/chot-so',
      keepYears: 10,
    });
    expect(config.publicUrl).toBe('https://led.example.vn');
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('reports every fault at once, with the name of the setting', () => {
    const faults = faultsOf({
      PORT: '80a',
      HOST: 'two words',
      VONGXOAY_LOG_LEVEL: 'loud',
      VONGXOAY_DEFAULT_ZONE: 'Asia/Nga_Bay',
      VONGXOAY_PUBLIC_URL: 'ftp://led',
      VONGXOAY_PROT: '1',
    });
    expect(
      faults.map((fault) => fault.split(':')[0]).toSorted((a, b) => (a ?? '').localeCompare(b ?? '')),
    ).toEqual([
      'HOST',
      'PORT',
      'VONGXOAY_DEFAULT_ZONE',
      'VONGXOAY_LOG_LEVEL',
      'VONGXOAY_PROT',
      'VONGXOAY_PUBLIC_URL',
    ]);
  });

  it.each(['-1', '65536', '8080.5', '0x50', ' 80', '1e3'])('refuses %j as a port', (PORT) => {
    expect(faultsOf({ PORT })).toHaveLength(1);
  });
});
