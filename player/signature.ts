// Is a programme what the server signed? One path for every browser: Ed25519 in JavaScript, a few milliseconds per
// programme. A programme that fails here is refused; the last good one plays on.

import { ed25519 } from '@noble/curves/ed25519.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../content/model/canonical.ts';
import { programmeSigningText, type SignedProgramme } from '../content/model/programme.ts';
import type { Enrolment } from '../content/model/protocol.ts';
import { bytesOfBase64 } from './base64.ts';
import { sha256OfText } from './digest.ts';

/** Null when it holds, otherwise what is wrong. */
export function programmeFault(signed: SignedProgramme, serverKey: Enrolment['serverKey']): string | null {
  if (signed.keyId !== serverKey.keyId) return 'unknown key';
  if (sha256OfText(canonicalJson(signed.programme)) !== signed.sha256) return 'wrong hash';
  try {
    const text = utf8ToBytes(programmeSigningText(signed.sha256));
    const holds = ed25519.verify(bytesOfBase64(signed.signature), text, bytesOfBase64(serverKey.publicKey), {
      zip215: false,
    });
    return holds ? null : 'wrong signature';
  } catch {
    // Malformed base64 or key: the same to us.
    return 'malformed signature';
  }
}
