// Is a programme or an interruption what the server signed? One path for every browser: Ed25519 in JavaScript, a few milliseconds per
// message. What fails here is refused; the last good programme plays on.

import { ed25519 } from '@noble/curves/ed25519.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../content/model/canonical.ts';
import { interruptionSigningText, type SignedInterruption } from '../content/model/interruption.ts';
import { programmeSigningText, type SignedProgramme } from '../content/model/programme.ts';
import type { Enrolment } from '../content/model/protocol.ts';
import { bytesOfBase64 } from './base64.ts';
import { sha256OfText } from './digest.ts';

/** Null when it holds, otherwise what is wrong. */
export function programmeFault(signed: SignedProgramme, serverKey: Enrolment['serverKey']): string | null {
  return faultOf(signed, signed.programme, programmeSigningText, serverKey);
}

/** As `programmeFault`, for an order to interrupt. */
export function interruptionFault(
  signed: SignedInterruption,
  serverKey: Enrolment['serverKey'],
): string | null {
  return faultOf(signed, signed.interruption, interruptionSigningText, serverKey);
}

function faultOf(
  signed: Pick<SignedProgramme, 'sha256' | 'keyId' | 'signature'>,
  content: unknown,
  textOf: (sha256: string) => string,
  serverKey: Enrolment['serverKey'],
): string | null {
  if (signed.keyId !== serverKey.keyId) return 'unknown key';
  if (sha256OfText(canonicalJson(content)) !== signed.sha256) return 'wrong hash';
  try {
    const text = utf8ToBytes(textOf(signed.sha256));
    const holds = ed25519.verify(bytesOfBase64(signed.signature), text, bytesOfBase64(serverKey.publicKey), {
      zip215: false,
    });
    return holds ? null : 'wrong signature';
  } catch {
    // Malformed base64 or key: the same to us.
    return 'malformed signature';
  }
}
