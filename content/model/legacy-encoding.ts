// Text pasted from old Word files: TCVN3 (.VnTime) and VNI (VNI-Times) wrote Vietnamese into Latin letters that only
// their own fonts show rightly. Recognised by font name or by content, shown before and after, converted only on a click.

export type LegacyEncoding = 'TCVN3' | 'VNI';

/** Toned vowels in the order of both tables: none, huyền, sắc, hỏi, ngã, nặng. */
const VOWELS: readonly string[] = [
  'aàáảãạ',
  'ăằắẳẵặ',
  'âầấẩẫậ',
  'eèéẻẽẹ',
  'êềếểễệ',
  'iìíỉĩị',
  'oòóỏõọ',
  'ôồốổỗộ',
  'ơờớởỡợ',
  'uùúủũụ',
  'ưừứửữự',
  'yỳýỷỹỵ',
];

/** The same letters in the codes of TCVN 5712 (VN3), read as Latin-1. Capitals with tones exist in the H fonts only. */
const TCVN3_CODES: readonly string[] = [
  'a\u00b5\u00b8\u00b6\u00b7\u00b9',
  '\u00a8\u00bb\u00be\u00bc\u00bd\u00c6',
  '\u00a9\u00c7\u00ca\u00c8\u00c9\u00cb',
  'e\u00cc\u00d0\u00ce\u00cf\u00d1',
  '\u00aa\u00d2\u00d5\u00d3\u00d4\u00d6',
  'i\u00d7\u00dd\u00d8\u00dc\u00de',
  'o\u00df\u00e3\u00e1\u00e2\u00e4',
  '\u00ab\u00e5\u00e8\u00e6\u00e7\u00e9',
  '\u00ac\u00ea\u00ed\u00eb\u00ec\u00ee',
  'u\u00ef\u00f3\u00f1\u00f2\u00f4',
  '\u00ad\u00f5\u00f8\u00f6\u00f7\u00f9',
  'y\u00fa\u00fd\u00fb\u00fc\u00fe',
];
const TCVN3_CAPITALS: Readonly<Record<string, string>> = {
  Ă: '\u00a1',
  Â: '\u00a2',
  Ê: '\u00a3',
  Ô: '\u00a4',
  Ơ: '\u00a5',
  Ư: '\u00a6',
  Đ: '\u00a7',
};
const TCVN3_D = '\u00ae';

/** Mark that VNI writes after the base letter, by tone; the bases with circumflex and breve have tones of their own. */
const VNI_TONES = ' øùûõï';
const VNI_CIRCUMFLEX = 'âàáåãä';
const VNI_BREVE = 'êèéúüë';
/** Letters that are one code of their own. */
const VNI_I = 'iìíæóò';

const TCVN3 = new Map(tcvn3Pairs());
const VNI = new Map(vniPairs());

function* tcvn3Pairs(): Generator<[string, string]> {
  const codes = TCVN3_CODES.join('');
  for (const [index, letter] of [...VOWELS.join('')].entries()) yield [codes.charAt(index), letter];
  yield [TCVN3_D, 'đ'];
  for (const [capital, code] of Object.entries(TCVN3_CAPITALS)) yield [code, capital];
}

function* vniPairs(): Generator<[string, string]> {
  for (const row of VOWELS) {
    for (const [tone, letter] of [...row].entries()) {
      const code = vniCode(row.charAt(0), tone);
      yield [code, letter];
      yield [code.toUpperCase(), letter.toUpperCase()];
    }
  }
  yield ['ñ', 'đ'];
  yield ['Ñ', 'Đ'];
}

function vniCode(base: string, tone: number): string {
  const mark = VNI_TONES.charAt(tone).trim();
  switch (base) {
    case 'â':
    case 'ê':
    case 'ô':
      return plain(base) + VNI_CIRCUMFLEX.charAt(tone);
    case 'ă':
      return `a${VNI_BREVE.charAt(tone)}`;
    case 'ơ':
      return `ô${mark}`;
    case 'ư':
      return `ö${mark}`;
    case 'i':
      return VNI_I.charAt(tone);
    case 'y':
      return tone === 5 ? 'î' : `y${mark}`;
    default:
      return base + mark;
  }
}

function plain(letter: string): string {
  return letter.normalize('NFD').charAt(0);
}

/** `capitals`: the run stood in an H font, where the small letters' codes show capitals. */
export function decodeLegacy(text: string, encoding: LegacyEncoding, capitals = false): string {
  if (encoding === 'VNI') return decodeVni(text);
  const decoded = [...text].map((code) => TCVN3.get(code) ?? code).join('');
  return capitals ? decoded.toLocaleUpperCase('vi') : decoded;
}

/** Two signs before one: "oâ" is ô, and never o followed by something. A mark of either case belongs to its base. */
function decodeVni(text: string): string {
  let decoded = '';
  for (let at = 0; at < text.length; ) {
    const pair = text.slice(at, at + 2);
    const base = pair.charAt(0);
    const isCapital = base !== base.toLowerCase();
    const matched = VNI.get(isCapital ? pair.toUpperCase() : pair.toLowerCase());
    if (pair.length === 2 && matched !== undefined) {
      decoded += matched;
      at += 2;
    } else {
      decoded += VNI.get(base) ?? base;
      at += 1;
    }
  }
  return decoded;
}

/** The other way, for the tests that prove the tables: every letter there and back. */
export function encodeLegacy(text: string, encoding: LegacyEncoding, capitals = false): string {
  const letters = encoding === 'VNI' ? VNI : TCVN3;
  const codes = new Map([...letters].map(([code, letter]) => [letter, code]));
  const source = capitals ? text.toLocaleLowerCase('vi') : text;
  return [...source].map((letter) => codes.get(letter) ?? letter).join('');
}

/** By the font of a pasted run: ".VnTimeH", "VNI-Times". Null for every other font. */
export function legacyOfFont(family: string): { encoding: LegacyEncoding; capitals: boolean } | null {
  const name = family.trim().replace(/^["']/, '');
  if (/^\.Vn/i.test(name)) return { encoding: 'TCVN3', capitals: /^\.Vn[a-z ]*H\b/i.test(name) };
  return /^VNI-/i.test(name) ? { encoding: 'VNI', capitals: false } : null;
}

/** Letters that only Unicode has: where one of them stands, nothing is converted. */
const UNICODE_ONLY = /[ăđơưĂĐƠƯ\u1ea0-\u1ef9]/;
/** Share of words that must read as Vietnamese after, and may before, in per cent. */
const LEAST_AFTER = 80;
const MOST_BEFORE = 60;

/** Encoding of a text without a font, by what reads as Vietnamese; null when it is Unicode, or too little to tell. */
export function detectLegacy(text: string): LegacyEncoding | null {
  if (UNICODE_ONLY.test(text.normalize('NFC'))) return null;
  const strange = wordsOf(text).filter((word) => /[^\0-\x7f]/.test(word));
  if (strange.length < 2 || vietnamesePercent(strange) > MOST_BEFORE) return null;
  const percentAs = (encoding: LegacyEncoding) =>
    vietnamesePercent(strange.map((word) => decodeLegacy(word, encoding)));
  const [tcvn3, vni] = [percentAs('TCVN3'), percentAs('VNI')];
  if (Math.max(tcvn3, vni) < LEAST_AFTER) return null;
  return vni > tcvn3 ? 'VNI' : 'TCVN3';
}

function wordsOf(text: string): string[] {
  return text.split(/[\s.,;:!?()"“”/0-9-]+/).filter((word) => word !== '');
}

/** Spelling of a syllable without its tone: what the wrong table makes hardly ever keeps to it. */
const FRONT = '(?:ngh|gh|k)(?:i|iê|ia|iu|iêu|e|eo|ê|êu|y)';
const INITIAL = '(?:b|ch|c|d|đ|gi|g|h|kh|l|m|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x)?';
const NUCLEUS =
  '(?:uyê|uya|uyu|iêu|yêu|oai|oay|uây|uôi|ươi|ươu|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|[aăâeêioôơuưy])';
const FINAL = '(?:ch|c|m|ng|nh|n|p|t)?';
const SYLLABLE = new RegExp(`^(?:${FRONT}|${INITIAL}${NUCLEUS})${FINAL}$`);
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;

function vietnamesePercent(words: readonly string[]): number {
  const reading = words.filter((word) => {
    const toneless = word.toLocaleLowerCase('vi').normalize('NFD').replace(TONES, '');
    const tones = word.normalize('NFD').match(TONES)?.length ?? 0;
    return tones <= 1 && SYLLABLE.test(toneless.normalize('NFC'));
  });
  return (reading.length * 100) / words.length;
}
