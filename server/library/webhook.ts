// Sends one signed message to the address an administrator has set. It follows no redirect, reads nothing of the answer
// but its status, and refuses link-local addresses, where clouds keep their keys. A receiver on the same machine or in the
// office's network is what it is for, so those are not refused.

import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';
import type { WebhookDraft } from '../../content/model/api/alerts.ts';
import { type Instant, SECOND_MS } from '../../content/model/instant.ts';

const WITHIN_MS = 10 * SECOND_MS;

const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');

export interface SignedMessage {
  readonly id: string;
  readonly payload: string;
}

/** What the receiver computes to believe us: HMAC-SHA-256 over `timestamp.body`, in hex. */
export function signatureOf(secret: string, at: Instant, payload: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex')}`;
}

/** The status that was answered; null when nobody answered. Never throws: a receiver's faults are not ours. */
export async function postSigned(
  { url, secret }: WebhookDraft,
  { id, payload }: SignedMessage,
  at: Instant,
): Promise<number | null> {
  try {
    if (await isLinkLocal(new URL(url).hostname)) return null;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'x-vongxoay-id': id,
        'x-vongxoay-timestamp': String(at),
        'x-vongxoay-signature': signatureOf(secret, at, payload),
      },
      body: payload,
      redirect: 'manual',
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    // No route, no name, no answer in time, a certificate that is not believed: all the same to who waits for the message.
    return null;
  }
}

export const hasArrived = (status: number | null): boolean =>
  status !== null && status >= 200 && status < 300;

async function isLinkLocal(hostname: string): Promise<boolean> {
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  const addresses = await lookup(host, { all: true });
  return addresses.some(({ address }) => linkLocal.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'));
}
