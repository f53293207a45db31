// One handler for each call of the table: the page's journal, key and files on this PC, and what page and agent tell
// each other.

import type { z } from 'zod';
import { AGENT_CALLS, type AgentCall, type AgentReplies } from '../agent-calls.ts';
import type { AssetCache } from './asset-cache.ts';
import type { DiskJournal } from './disk-journal.ts';
import type { KeyFile } from './key-file.ts';
import type { LocalYields } from './local-yield.ts';
import type { Watch } from './watch.ts';

/** What came is for a journal that is lost; in this one it would be a chain without its beginning. */
export class OtherJournal extends Error {
  override readonly name = 'OtherJournal';
}

export type CallHandlers = {
  readonly [Call in AgentCall]: (
    request: z.output<(typeof AGENT_CALLS)[Call]>,
  ) => Promise<AgentReplies[Call]>;
};

export interface CallParts {
  readonly journal: DiskJournal;
  readonly key: KeyFile;
  readonly assets: AssetCache;
  readonly watch: Watch;
  readonly yields: LocalYields;
}

export function callHandlers({ journal, key, assets, watch, yields }: CallParts): CallHandlers {
  return {
    openJournal: async () => await journal.open(),
    async commit({ epoch, entries, mark }) {
      const { epoch: own } = await journal.open();
      if (epoch !== undefined && epoch !== own) throw new OtherJournal(`journal ${epoch} is lost`);
      return await nothing(journal.commit(entries, mark));
    },
    unacknowledged: async ({ key, limit }) => await journal.unacknowledged(key, limit),
    countUnacknowledged: async () => await journal.countUnacknowledged(),
    acknowledge: async ({ boot, upToSeq, keepFrom }) =>
      await nothing(journal.acknowledge(boot, upToSeq, keepFrom)),
    recordsOfHour: async (hour) => await journal.recordsOfHour(hour),
    giveWay: async () => await journal.giveWay(),
    read: async ({ key }) => await journal.read(key),
    write: async ({ key, value }) => await nothing(journal.write(key, value)),
    readKey: async () => await key.read(),
    replaceKey: async () => await key.replace(),
    sign: async ({ text }) => key.sign(text),
    listAssets: async () => await assets.list(),
    deleteAsset: async ({ sha256 }) => await nothing(assets.remove(sha256)),
    async tell(outlook) {
      watch.expect(outlook);
      return await nothing(yields.follow(outlook));
    },
    declareYield: async (form) => yields.declare(form),
    endYield: async () => yields.end(),
    readOutlook: async () => ({ yielded: watch.outlook?.yielded ?? null, covers: watch.covers }),
  };
}

async function nothing(done: Promise<void>): Promise<null> {
  await done;
  return null;
}
