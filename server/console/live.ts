// The live line to the server: pushes say what changed, the query cache asks again over HTTP. Owns socket.io-client.
// If it fails the page falls back to asking every half minute and says that it is behind.

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { io } from 'socket.io-client';
import { z } from 'zod';
import { CONSOLE_EVENTS, CONSOLE_PUSHES, replyOf } from '../../content/model/protocol.ts';
import { serverNow } from './clock.ts';
import { markAllStale, markStale, type PushedTopic, sessionQuery } from './queries.ts';

const WatchReply = replyOf(CONSOLE_EVENTS['screens:watch'].reply);
const ACK_TIMEOUT_MS = 5_000;
/** Pushes of many screens within this time become one question. */
const GATHER_MS = 150;
/** A hundred screens push all the time: nobody reads their figures more often than this. */
const ASK_AGAIN_MS = 1_000;
/** On a slow line the next question waits for the answers to the last, but not for ever. */
const LONGEST_ANSWER_MS = 10_000;
/** Before the first connection is given up for the banner: a fresh page is not off line yet. */
const FIRST_CONNECTION_MS = 4_000;
const RETRY_AFTER_REFUSAL_MS = 5_000;

/** `sinceAt`: when the figures on the page were last known to be right. */
export type LiveState =
  | { readonly line: 'connecting' }
  | { readonly line: 'live' }
  | { readonly line: 'lost'; readonly sinceAt: number };

/** Keeps the query cache fresh while the caller is mounted; call it once, for a signed-in person. */
export function useLive(): LiveState {
  const client = useQueryClient();
  const [live, setLive] = useState<LiveState>({ line: 'connecting' });

  useEffect(() => {
    const socket = io('/console', {
      transports: ['websocket'],
      reconnectionDelay: 1_000,
      reconnectionDelayMax: 10_000,
      randomizationFactor: 0.5,
    });
    const screenIds = new Set<string>();
    const topics = new Set<PushedTopic>();
    let gathering: ReturnType<typeof setTimeout> | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;

    const goOffline = () =>
      setLive((before) => (before.line === 'lost' ? before : { line: 'lost', sinceAt: serverNow() }));
    const firstConnection = setTimeout(() => {
      if (!socket.connected) goOffline();
    }, FIRST_CONNECTION_MS);

    let isOver = false;
    let askedMs = -Infinity;
    const gather = () => {
      const sinceMs = performance.now() - askedMs;
      gathering ??= setTimeout(
        () => {
          askedMs = performance.now();
          const longest = new Promise((resolve) => setTimeout(resolve, LONGEST_ANSWER_MS));
          const answered = markStale(client, { screenIds: [...screenIds], topics: [...topics] });
          screenIds.clear();
          topics.clear();
          void Promise.race([answered, longest]).then(() => {
            gathering = undefined;
            if (!isOver && screenIds.size + topics.size > 0) gather();
          });
        },
        Math.max(GATHER_MS, ASK_AGAIN_MS - sinceMs),
      );
    };
    const tryAgain = () => {
      clearTimeout(retry);
      retry = setTimeout(() => socket.connect(), RETRY_AFTER_REFUSAL_MS);
    };
    const watch = async () => {
      const answer: unknown = await socket.timeout(ACK_TIMEOUT_MS).emitWithAck('screens:watch', {});
      const reply = WatchReply.safeParse(answer);
      if (!reply.success || reply.data.ok) return;
      if (reply.data.code === 'NOT_SIGNED_IN')
        void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    };

    socket.on('connect', () => {
      setLive({ line: 'live' });
      markAllStale(client);
      watch().catch(() => {
        goOffline();
        socket.disconnect();
        tryAgain();
      });
    });
    socket.on('disconnect', (reason) => {
      goOffline();
      // socket.io does not come back by itself when the server closed the line.
      if (reason === 'io server disconnect') tryAgain();
    });
    socket.on('connect_error', () => {
      goOffline();
      if (socket.active) return;
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      tryAgain();
    });
    socket.on('screen:changed', (message: unknown) => {
      const push = CONSOLE_PUSHES['screen:changed'].safeParse(message);
      if (!push.success) return;
      screenIds.add(push.data.screenId);
      gather();
    });
    socket.on('items:changed', (message: unknown) => {
      if (!z.union([CONSOLE_PUSHES['items:changed'], z.undefined()]).safeParse(message).success) return;
      topics.add('items');
      gather();
    });

    socket.on('interruptions:changed', () => {
      topics.add('interruptions');
      gather();
    });

    socket.on('alerts:changed', () => {
      topics.add('alerts');
      gather();
    });

    return () => {
      isOver = true;
      clearTimeout(firstConnection);
      clearTimeout(gathering);
      clearTimeout(retry);
      socket.disconnect();
    };
  }, [client]);

  return live;
}
