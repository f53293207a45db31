// A page of the agent without a browser: the player's real chain and link over the agent's own calls, with records made
// up. For tests that kill the agent more often than a browser could follow.

import type { RecordDraft } from '../../content/model/play.ts';
import { Enrolment } from '../../content/model/protocol.ts';
import type { AgentCall, AgentKey, AgentReplies, AgentRequest } from '../../player/agent-calls.ts';
import { AgentRefused } from '../../player/agent-home.ts';
import { type Chain, startChain } from '../../player/chain.ts';
import { ServerClock } from '../../player/clock.ts';
import type { Journal } from '../../player/journal.ts';
import { Link } from '../../player/link.ts';
import { sha256Hex } from './robot-player.ts';

export type Ask = <Call extends AgentCall>(
  call: Call,
  request: AgentRequest<Call>,
) => Promise<AgentReplies[Call]>;

/** Asks as the agent's own page does. */
export function askerOf(url: string): Ask {
  return async (call, request) => {
    const response = await fetch(`${url}/agent/${call}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify(request),
    });
    if (!response.ok) throw new AgentRefused(call, response.status);
    return (await response.json()) as never;
  };
}

export function journalOver(ask: Ask): Journal {
  return {
    open: async () => await ask('openJournal', {}),
    commit: async (entries, mark) => void (await ask('commit', { entries: [...entries], mark })),
    unacknowledged: async (key, limit) => await ask('unacknowledged', { key, limit }),
    countUnacknowledged: async () => await ask('countUnacknowledged', {}),
    acknowledge: async (boot, upToSeq, keepFrom) =>
      void (await ask('acknowledge', { boot, upToSeq, keepFrom })),
    recordsOfHour: async (hour) => await ask('recordsOfHour', hour),
    read: async (key) => await ask('read', { key }),
    write: async (key, value) => void (await ask('write', { key, value: value as string })),
  };
}

export async function enrolThrough(
  url: string,
  code: string,
): Promise<{ key: AgentKey; enrolment: Enrolment }> {
  const key = await askerOf(url)('readKey', {});
  const { algorithm, publicKey } = key;
  const response = await fetch(`${url}/api/enrolment`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ code, algorithm, publicKey, userAgent: 'robot page' }),
  });
  return { key, enrolment: Enrolment.parse(await response.json()) };
}

export interface RobotPage {
  readonly chain: Chain;
  readonly link: Link;
  readonly journal: Journal;
}

/** One boot: chain started, link running. */
export async function startRobotPage(
  url: string,
  { key, enrolment }: { key: AgentKey; enrolment: Enrolment },
  boot: string,
  stamp: Pick<RecordDraft, 'at' | 'monoMs' | 'clock'>,
): Promise<RobotPage> {
  const ask = askerOf(url);
  const journal = journalOver(ask);
  const opening = await journal.open();
  const facts = {
    screen: enrolment.screenId,
    key: key.keyId,
    boot,
    cause: 'start',
    app: 'robot',
    userAgent: 'robot page',
  } as const;
  const chain = await startChain(journal, opening, facts, stamp, sha256Hex, () => {});
  const link = new Link({
    serverUrl: url,
    key: { ...key, sign: async (text) => await ask('sign', { text }) },
    boot,
    epoch: opening.epoch,
    app: 'robot',
    journal,
    clock: new ServerClock(Date.now, () => performance.now()),
    newestProgramme: () => 0,
    keepFrom: () => Date.UTC(2100, 0),
    state: async () => {
      throw new Error('a robot shows nothing');
    },
    onWelcome: () => {},
    onProgramme: () => {},
    onInterruption: () => {},
    onDaySealed: () => {},
    onTime: () => {},
    onFault: () => {},
    random: () => 0,
    retryMs: 50,
  });
  link.start();
  return { chain, link, journal };
}
