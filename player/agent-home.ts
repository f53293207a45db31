// The home of a page that the agent serves: journal, key and pictures on the PC's disk, over the page's own origin. What
// is lost when a call fails is that call; the chain keeps its records and tries again.

import {
  AGENT_META,
  AGENT_PHOTO,
  type AgentCall,
  type AgentKey,
  type AgentReplies,
  type AgentRequest,
  OTHER_JOURNAL,
  PHOTO_TYPES,
} from './agent-calls.ts';
import { AgentEvent, type Companion } from './companion.ts';
import type { Home } from './home-port.ts';
import type { PlayerKey } from './identity.ts';
import type { Journal } from './journal.ts';

/** The agent did not do it. */
export class AgentRefused extends Error {
  override readonly name = 'AgentRefused';
  readonly status: number;

  constructor(call: string, status: number) {
    super(`agent answered ${status} to ${call}`);
    this.status = status;
  }
}

/** Said by the page itself, not asked for: a question that fails must never turn a page to another journal. */
export function isServedByAgent(): boolean {
  return document.querySelector(`meta[name="${AGENT_META}"]`) !== null;
}

/** `onLost`: the agent has another journal than the one that was opened; nothing can be written any more. */
export function openAgentHome(onLost: () => void): Home {
  return {
    name: 'agent',
    journal: agentJournal(onLost),
    assets: {
      async readAsset(sha256) {
        const response = await fetch(`/agent/assets/${sha256}`);
        if (response.status === 204) return undefined;
        if (!response.ok) throw new AgentRefused('assets', response.status);
        return new Uint8Array(await response.arrayBuffer());
      },
      // The agent kept it when it passed it on.
      writeAsset: async () => {},
      deleteAsset: async (sha256) => void (await askAgent('deleteAsset', { sha256 })),
      listAssets: async () => await askAgent('listAssets', {}),
    },
    keys: {
      key: async () => playerKeyOf(await askAgent('readKey', {})),
      replaceKey: async () => playerKeyOf(await askAgent('replaceKey', {})),
    },
    companion: agentCompanion,
    askToPersist: async () => true,
    giveWay: async () => await askAgent('giveWay', {}),
    close: () => {},
  };
}

function agentJournal(onLost: () => void): Journal {
  let epoch: string | undefined;
  return {
    async open() {
      const opening = await askAgent('openJournal', {});
      epoch = opening.epoch;
      return opening;
    },
    async commit(entries, mark) {
      try {
        await askAgent('commit', { ...(epoch === undefined ? {} : { epoch }), entries: [...entries], mark });
      } catch (fault) {
        if (fault instanceof AgentRefused && fault.status === OTHER_JOURNAL) onLost();
        throw fault;
      }
    },
    unacknowledged: async (key, limit) => await askAgent('unacknowledged', { key, limit }),
    countUnacknowledged: async () => await askAgent('countUnacknowledged', {}),
    acknowledge: async (boot, upToSeq, keepFrom) =>
      void (await askAgent('acknowledge', { boot, upToSeq, keepFrom })),
    recordsOfHour: async ({ from, to }) => await askAgent('recordsOfHour', { from, to }),
    read: async (key) => await askAgent('read', { key }),
    write: async (key, value) => {
      await askAgent('write', { key, value: value as AgentRequest<'write'>['value'] });
    },
  };
}

const agentCompanion: Companion = {
  listen(hear) {
    const source = new EventSource('/agent/events');
    source.addEventListener('message', ({ data }) => {
      const event = AgentEvent.safeParse(JSON.parse(String(data)));
      if (event.success) hear(event.data);
    });
    return () => source.close();
  },
  tell: async (outlook) => void (await askAgent('tell', outlook)),
  async photograph(rect) {
    const response = await post(AGENT_PHOTO, rect);
    if (response.status === 204) return null;
    const bytes = new Uint8Array(await response.arrayBuffer());
    const isDesktop = response.headers.get('content-type')?.startsWith(PHOTO_TYPES.desktop) === true;
    return isDesktop ? { source: 'desktop', rgba: bytes } : { source: 'page', png: bytes };
  },
};

function playerKeyOf({ algorithm, publicKey, keyId }: AgentKey): PlayerKey {
  return { algorithm, publicKey, keyId, sign: async (text) => await askAgent('sign', { text }) };
}

export async function askAgent<Call extends AgentCall>(
  call: Call,
  request: AgentRequest<Call>,
): Promise<AgentReplies[Call]> {
  const response = await post(`/agent/${call}`, request);
  return (await response.json()) as AgentReplies[Call];
}

async function post(path: string, request: unknown): Promise<Response> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new AgentRefused(path, response.status);
  return response;
}
