// The one way a value becomes bytes that are hashed or signed: RFC 8785 (JCS), restricted to what we record.
// Numbers must be safe integers, so no two languages can print them differently.
// If two programs disagree here, no hash of ours can be checked by a stranger.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Canonical JSON already made, to stand inside a larger value without being made again. */
export class CanonicalText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Lower-case hex SHA-256 of the UTF-8 bytes of `text`. Handed in, because each world has its own. */
export type Sha256 = (text: string) => string;

/**
 * Canonical JSON text of `value`: no spaces, keys sorted by UTF-16 code units (RFC 8785 section 3.2.3).
 * A key whose value is `undefined` is left out, as in JSON. Throws RangeError on a number that is not a
 * safe integer and TypeError on anything that is not JSON.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${value}`);
    return `${value}`;
  }
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value !== 'object') throw new TypeError(`not JSON: ${typeof value}`);
  if (value instanceof CanonicalText) return value.text;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  return canonicalObject(value as Record<string, unknown>);
}

function canonicalObject(value: Record<string, unknown>): string {
  let members = '';
  for (const { key, name } of membersOf(Object.keys(value))) {
    const member = value[key];
    if (member === undefined) continue;
    members += members === '' ? name + canonicalJson(member) : `,${name}${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

interface Member {
  readonly key: string;
  /** The key as it is written, with its colon. */
  readonly name: string;
}

/** The last keys seen of each count, and their members in order. */
const seen: { readonly keys: readonly string[]; readonly members: readonly Member[] }[] = [];
const MOST_KEYS_SEEN = 64;

/** Records come by the thousand with the same keys: comparing them costs a tenth of sorting and quoting them anew. */
function membersOf(keys: readonly string[]): readonly Member[] {
  const last = seen[keys.length];
  if (last?.keys.every((key, index) => key === keys[index]) === true) return last.members;
  const members = [...keys].sort().map((key) => ({ key, name: `${quote(key)}:` }));
  if (keys.length <= MOST_KEYS_SEEN) seen[keys.length] = { keys, members };
  return members;
}

/** Nothing in it that JSON escapes: most text, and asking is several times cheaper than JSON.stringify. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

function quote(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}
