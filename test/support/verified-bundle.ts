// The audit bundle of a screen, ordered and fetched as an auditor does, in the hands of the verifier that shares no code
// with the server: chains, signatures, and every hour counted anew.

import { expect } from 'vitest';
import { DownloadJob } from '../../content/model/download.ts';
import { nodePlatform } from '../../scripts/verify-playlog/node-platform.ts';
import { verifyBundle } from '../../scripts/verify-playlog/verify-bundle.ts';
import { sourceOfBytes } from '../verify/bundle-mutations.ts';
import { SCREEN } from './people.ts';
import { postJson, type TestFetch } from './server.ts';

const MAKING = { timeout: 90_000, interval: 200 };

/** `date` as YYYY-MM-DD, of the screen's zone. */
export async function expectVerifiedBundle(admin: TestFetch, date: string): Promise<void> {
  const order = { format: 'bundle', screenIds: [SCREEN], fromDate: date, untilDate: date };
  let job = DownloadJob.parse(await (await admin('/api/downloads', postJson(order))).json());
  const isMade = async (): Promise<string> => {
    job = DownloadJob.parse(await (await admin(`/api/downloads/${job.id}`)).json());
    return job.state;
  };
  await expect.poll(isMade, MAKING).toBe('ready');
  const bytes = new Uint8Array(await (await admin(`/api/downloads/${job.id}/file`)).arrayBuffer());
  const verdict = await verifyBundle(sourceOfBytes(bytes), nodePlatform, {
    trustedKeys: [],
    everySignature: true,
  });
  expect(verdict.faults).toEqual([]);
}
