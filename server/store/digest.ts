// SHA-256 on the server, in the one spelling everything of ours uses: lower-case hex.

import { hash } from 'node:crypto';

export function sha256Hex(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}
