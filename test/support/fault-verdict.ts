// What an auditor's verifier says of the books of fault-ledger.ts: a bundle of all there is, made as a download is made,
// and given to the program that shares no code with the server.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson } from '../../content/model/canonical.ts';
import { programmeSigningText } from '../../content/model/programme.ts';
import type { Playlog } from '../../server/playlog/playlog.ts';
import { finishBundle } from '../../server/playlog/report/bundle.ts';
import { makeDownload } from '../../server/playlog/report/make-download.ts';
import { sha256Hex } from '../../server/store/digest.ts';
import { nodePlatform, openFile } from '../../scripts/verify-playlog/node-platform.ts';
import type { Verdict } from '../../scripts/verify-playlog/verdict.ts';
import { verifyBundle } from '../../scripts/verify-playlog/verify-bundle.ts';
import { FAULT_KEY, FAULT_PROGRAMME, FAULT_PUBLIC_KEY, FAULT_SCREEN, faultSigner } from './fault-ledger.ts';

export async function faultVerdict(playlog: Playlog, now: number): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'vong-xoay-bundle-'));
  try {
    const view = await playlog.viewOf(FAULT_SCREEN);
    const receiptDays = view.days.map(([day]) => day).sort();
    const hash = sha256Hex(canonicalJson(FAULT_PROGRAMME));
    const signature = faultSigner.sign(programmeSigningText(hash));
    const signed = { programme: FAULT_PROGRAMME, sha256: hash, keyId: FAULT_KEY, signature };
    const key = { keyId: FAULT_KEY, publicKey: FAULT_PUBLIC_KEY };
    const targetPath = join(folder, 'bundle');
    const made = await makeDownload(
      {
        order: {
          format: 'bundle',
          screenIds: [FAULT_SCREEN],
          fromDate: '2026-01-05',
          untilDate: '2026-01-08',
          playlistIds: [],
          itemIds: [],
          seed: '',
        },
        targetPath,
        now,
        madeBy: 'test',
        organisation: null,
        screens: [
          {
            view,
            signed: [signed],
            receiptDays,
            filed: [],
            photographs: [],
            photographDirectory: '',
            sealPlaces: [],
          },
        ],
        players: [{ ...key, screenId: FAULT_SCREEN, algorithm: 'Ed25519', enrolledAt: 0, endedAt: null }],
        server: (['programmes', 'seals'] as const).map((use) => ({ ...key, use })),
        signerKeyId: FAULT_KEY,
        sealKeyStatements: [],
        verifierPage: join(folder, 'none'),
        assetDirectory: folder,
      },
      () => undefined,
    );
    await finishBundle(targetPath, made.sha256, faultSigner);
    await using file = await openFile(targetPath);
    return await verifyBundle(file, nodePlatform, { trustedKeys: [FAULT_KEY], everySignature: true });
  } finally {
    await rm(folder, { recursive: true });
  }
}
