// The only way a socket event is answered: looked up in its table, its sender authorised, its request parsed, the handler
// run, the reply acknowledged. Nothing a client sends ends the process; what is not in the table is refused by name.

import type { Socket } from 'socket.io';
import type { z } from 'zod';
import { CodedError, ERROR_CODES } from '../../content/model/errors.ts';
import type { Reply } from '../../content/model/protocol.ts';
import { badRequestOf, codedErrorOf, isOurFault, refusalOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { acceptorOf } from './acceptor.ts';

export interface EventDeclaration {
  readonly audience: string;
  readonly request: z.ZodType;
  readonly reply: z.ZodType;
}
export type EventTable = Readonly<Record<string, EventDeclaration>>;

/** Exactly one handler for every event of the table. */
export type EventHandlers<Table extends EventTable> = {
  readonly [Name in keyof Table]: (
    request: z.output<Table[Name]['request']>,
  ) => Promise<z.input<Table[Name]['reply']>> | z.input<Table[Name]['reply']>;
};

export interface EventDoor<Table extends EventTable> {
  readonly table: Table;
  readonly handlers: EventHandlers<Table>;
  /** Throws a CodedError when this client may not send events of that audience now. */
  readonly authorise: (audience: Table[keyof Table]['audience']) => void;
  readonly log: Logger;
}

/** Requests of one socket that may run at the same time; a client that waits for its answers never needs as many. */
const MAX_IN_FLIGHT = 32;

/** Throws when a handler is missing or belongs to no entry of the table. */
export function mountEvents<Table extends EventTable>(socket: Socket, door: EventDoor<Table>): void {
  const handlers = new Map<string, (request: never) => unknown>(Object.entries(door.handlers));
  const declared = Object.keys(door.table);
  if (handlers.size !== declared.length || declared.some((name) => !handlers.has(name))) {
    throw new Error(`handlers [${[...handlers.keys()].join()}] do not match events [${declared.join()}]`);
  }
  let inFlight = 0;
  socket.onAny((name: unknown, ...args: unknown[]) => {
    const last = args.at(-1);
    const acknowledge = typeof last === 'function' ? (last as (reply: Reply<unknown>) => void) : undefined;
    inFlight += 1;
    const isFlooding = inFlight > MAX_IN_FLIGHT;
    const run = isFlooding
      ? Promise.reject(new CodedError('TOO_MANY_REQUESTS'))
      : answer(door, name, args[0]);
    run
      .then(
        (data): Reply<unknown> => ({ ok: true, data }),
        (thrown: unknown) => refuse(thrown, name, door.log),
      )
      .then((reply) => acknowledge?.(reply))
      .catch((error: unknown) => door.log.error({ err: error }, 'reply not sent'))
      .finally(() => {
        inFlight -= 1;
      });
  });
}

async function answer<Table extends EventTable>(
  { table, handlers, authorise }: EventDoor<Table>,
  name: unknown,
  request: unknown,
): Promise<unknown> {
  if (typeof name !== 'string' || !Object.hasOwn(table, name)) {
    throw new CodedError('BAD_REQUEST', 'Sai ở: event');
  }
  const declaration = table[name] as EventDeclaration;
  authorise(declaration.audience);
  const reply: unknown = await (handlers[name] as (request: unknown) => unknown)(
    requestOf(declaration.request, request, name),
  );
  return declaration.reply.parse(reply);
}

/** What the schema makes of it. Throws BAD_REQUEST. */
function requestOf(schema: z.ZodType, request: unknown, name: string): unknown {
  if (acceptorOf(schema)(request)) return request;
  const parsed = schema.safeParse(request);
  if (!parsed.success) throw badRequestOf(parsed.error, name);
  return parsed.data;
}

function refuse(thrown: unknown, name: unknown, log: Logger): Reply<unknown> {
  const error = codedErrorOf(thrown);
  if (isOurFault(error.code)) log.error({ err: error, event: String(name) }, 'event failed');
  else log.debug({ code: error.code, status: ERROR_CODES[error.code].status }, 'event refused');
  return refusalOf(error);
}
