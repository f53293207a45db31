// The words people see: Vietnamese first, English second, one catalogue each with typed keys, and the few values that
// are put into words (numbers, durations, sizes). A key missing from a catalogue does not compile or fails its test.

import i18next, { type TFunction } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../content/model/instant.ts';
import type vi from './words/vi.json';

export type Language = 'vi' | 'en';
export const LANGUAGES: readonly { value: Language; label: string }[] = [
  { value: 'vi', label: 'Tiếng Việt' },
  { value: 'en', label: 'English' },
];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof vi };
    enableSelector: false;
  }
}

const REMEMBERED = 'vongxoay.language';

function rememberedLanguage(): Language {
  try {
    return localStorage.getItem(REMEMBERED) === 'en' ? 'en' : 'vi';
  } catch {
    // Storage is switched off in this browser: Vietnamese, as for everybody.
    return 'vi';
  }
}

/** Only the catalogue that is spoken is fetched: the other is a twentieth of all scripts. */
const catalogueOf = {
  vi: async () => (await import('./words/vi.json')).default,
  en: async () => (await import('./words/en.json')).default,
};

export async function startWords(): Promise<void> {
  const language = rememberedLanguage();
  document.documentElement.lang = language;
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await catalogueOf[language]() } },
    interpolation: { escapeValue: false },
  });
}

export async function speak(language: Language): Promise<void> {
  i18next.addResourceBundle(language, 'translation', await catalogueOf[language]());
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
  try {
    localStorage.setItem(REMEMBERED, language);
  } catch {
    // Not remembered; the page speaks it until it is closed.
  }
}

export function spokenLanguage(): Language {
  return i18next.language === 'en' ? 'en' : 'vi';
}

export function numberText(value: number): string {
  return new Intl.NumberFormat(spokenLanguage()).format(value);
}

export function bytesText(bytes: number): string {
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1_000, 'KB'] : [bytes / 1_000_000, 'MB'];
  return `${new Intl.NumberFormat(spokenLanguage(), { maximumFractionDigits: 1 }).format(value)} ${unit}`;
}

/** One or two units are enough for a person: 12 giây, 3 phút, 2 giờ 5 phút, 4 ngày. */
export function durationText(t: TFunction, ms: number): string {
  if (ms < MINUTE_MS) return t('duration.seconds', { n: Math.max(0, Math.ceil(ms / SECOND_MS)) });
  if (ms < HOUR_MS) return t('duration.minutes', { n: Math.floor(ms / MINUTE_MS) });
  if (ms < 2 * DAY_MS) {
    const h = Math.floor(ms / HOUR_MS);
    const n = Math.floor((ms % HOUR_MS) / MINUTE_MS);
    return n === 0 ? t('duration.hours', { n: h }) : t('duration.hoursMinutes', { h, n });
  }
  return t('duration.days', { n: Math.floor(ms / DAY_MS) });
}
