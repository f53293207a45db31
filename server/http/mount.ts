// The only way a route comes to be: the table says who may call it and what it takes, and the wrapper here holds every
// handler to it. Identify, authorise, parse, run, check the answer. A route without an entry cannot be mounted.

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, {
  type Express,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { z } from 'zod';
import {
  type Person,
  ROUTES,
  type RouteDeclaration,
  type RouteName,
  isAudited,
} from '../../content/model/api.ts';
import { CodedError } from '../../content/model/errors.ts';
import type { Instant } from '../../content/model/instant.ts';
import { badRequestOf, codedErrorOf } from '../errors.ts';
import type { AuditTrail } from '../library/audit-trail.ts';
import { requireReach, requireWholeOffice } from '../library/reach.ts';
import { DEVICE_COOKIE, SESSION_COOKIE, cookieNameOf } from '../library/session-cookie.ts';
import { DEVICE_MAX_AGE_MS, SESSION_MAX_AGE_MS } from '../library/sessions.ts';
import { limitAttempts } from './attempts.ts';
import type { Identify, Identity } from './identity.ts';
import { refuseForeignOrigin } from './origin.ts';

const MAX_BODY_BYTES = 64 * 1024;
const MAX_USER_AGENT_LETTERS = 300;

type Declared<N extends RouteName> = (typeof ROUTES)[N];
type Parsed<N extends RouteName, Part extends 'params' | 'query' | 'body'> =
  Declared<N> extends Record<Part, infer Schema extends z.ZodType> ? z.output<Schema> : undefined;

/** One request that has passed the door. */
export interface Call<N extends RouteName> {
  readonly params: Parsed<N, 'params'>;
  readonly query: Parsed<N, 'query'>;
  readonly body: Parsed<N, 'body'>;
  /**
   * Bytes of the uploaded file, to be read once; null where the table declares none. Throws TOO_LARGE in the middle, so
   * nothing of it may be kept before it has ended.
   */
  readonly upload: Declared<N> extends { readonly upload: unknown } ? AsyncIterable<Uint8Array> : null;
  /** Who is signed in; never null where the table names roles. */
  readonly person: Declared<N>['audience'] extends 'anyone' ? Person | null : Person;
  readonly token: string | null;
  /** The browser, if it has signed in here before. */
  readonly device: Identity['device'];
  readonly at: Instant;
  /** Address of the caller. */
  readonly from: string;
  readonly userAgent: string;
  /**
   * Says what the trail should keep about this call; it is recorded with who, from where and how it ended. Said again,
   * it adds. Never a password, a code or a token.
   */
  readonly note: (account: Account) => void;
  /** Gives the browser a session, or takes it away. */
  readonly setSession: (token: string | null) => void;
  /** Gives the browser the mark by which it is known again. */
  readonly setDevice: (token: string) => void;
  readonly setStatus: (status: number) => void;
}

/** What a handler knows of its deed and the door does not. `on` is the path's parameters unless told. */
export interface Account {
  readonly on?: Readonly<Record<string, string>>;
  readonly before?: unknown;
  readonly after?: unknown;
  /** Who it turned out to be, where nobody was signed in before. */
  readonly who?: Pick<Person, 'id' | 'name'>;
}

/** Bytes instead of JSON, for entries whose reply is null in the table. */
export interface FileReply {
  readonly mime: string;
  /** Offered as a download under this name. */
  readonly fileName?: string;
  /** Named by its hash: may be kept for ever. `private`: by this browser only. */
  readonly keep: 'never' | 'private' | 'public';
  readonly content: Uint8Array | AsyncIterable<string | Uint8Array>;
}

type ReplyOf<N extends RouteName> = Declared<N>['reply'] extends infer Schema extends z.ZodType
  ? z.input<Schema>
  : FileReply;

export type Handler<N extends RouteName> = (call: Call<N>) => Promise<ReplyOf<N>> | ReplyOf<N>;
/** Exactly one handler for every route of the table. */
export type Handlers = { readonly [N in RouteName]: Handler<N> };

export interface MountDependencies {
  readonly identify: Identify;
  readonly audit: Pick<AuditTrail, 'record' | 'requireWritable'>;
  readonly now: () => Instant;
  /** False while starting or stopping: then only the health entries answer. */
  readonly isOpen: () => boolean;
  /** Where others reach us, when that is not the address we listen on. */
  readonly publicUrl: string | null;
  /** Guesses of codes and passwords that one address may make in a minute. */
  readonly attemptsPerMinute: number;
}

/** What a handler looks like once its name is forgotten: the wrapper has held it to its declaration. */
type AnyHandler = (call: Call<RouteName>) => unknown;

/** Mounts the whole table. Throws when a handler is missing or belongs to no entry. */
export function mountRoutes(app: Express, handlers: Handlers, dependencies: MountDependencies): void {
  const declared = Object.keys(ROUTES) as RouteName[];
  const undeclared = Object.keys(handlers).filter((name) => !Object.hasOwn(ROUTES, name));
  const missing = declared.filter((name) => !Object.hasOwn(handlers, name));
  if (undeclared.length + missing.length > 0) {
    throw new Error(
      `routes without declaration: [${undeclared.join()}]; without handler: [${missing.join()}]`,
    );
  }
  const isSecure = secureBy(dependencies.publicUrl);
  // One count for all of them: a guesser gains nothing by going from door to door.
  const attempts = limitAttempts(dependencies.attemptsPerMinute, (request) => {
    const { device } = dependencies.identify(request.headers.cookie, isSecure(request), dependencies.now());
    return device?.tokenSha256 ?? null;
  });
  for (const name of declared) {
    const route: RouteDeclaration = ROUTES[name];
    app[route.method](route.path, ...doorOf(name, dependencies, attempts), async (request, response) => {
      await answer(name, route, handlers[name], request, response, dependencies);
    });
  }
}

function doorOf(
  name: RouteName,
  dependencies: MountDependencies,
  attempts: RequestHandler,
): RequestHandler[] {
  const route: RouteDeclaration = ROUTES[name];
  const door: RequestHandler[] = [];
  if (route.alwaysOpen !== true) door.push(refuseWhenClosed(dependencies.isOpen));
  if (route.guessable === true) door.push(attempts);
  if (route.method !== 'get' && route.fromAnyOrigin !== true)
    door.push(refuseForeignOrigin(dependencies.publicUrl));
  if (route.body !== undefined) door.push(express.json({ limit: MAX_BODY_BYTES }));
  return door;
}

function refuseWhenClosed(isOpen: () => boolean): RequestHandler {
  return (_request: Request, _response: Response, next: NextFunction) => {
    next(isOpen() ? undefined : new CodedError('STOPPING'));
  };
}

async function answer(
  name: RouteName,
  route: RouteDeclaration,
  handler: AnyHandler,
  request: Request,
  response: Response,
  dependencies: MountDependencies,
): Promise<void> {
  const { identify, now, publicUrl, audit } = dependencies;
  const at = now();
  const from = addressOf(request);
  const isSecure = secureBy(publicUrl)(request);
  const { person, token, device } = identify(request.headers.cookie, isSecure, at);
  const isKept = isAudited(route);
  let account: Account = {};
  const run = async (): Promise<unknown> => {
    authorise(route, person);
    const params = parsePart(route.params, request.params, 'params');
    if (person !== null) requireReachOf(person, params);
    const call = {
      params,
      query: parsePart(route.query, request.query, 'query'),
      body: parsePart(route.body, request.body, 'body'),
      upload: route.upload === undefined ? null : readUpload(request, route.upload.maxBytes),
      person,
      token,
      device,
      at,
      from,
      userAgent: (request.headers['user-agent'] ?? '').slice(0, MAX_USER_AGENT_LETTERS),
      note: (more: Account) => {
        account = { ...account, ...more };
      },
      setSession: (value: string | null) =>
        setCookie(response, SESSION_COOKIE, value, SESSION_MAX_AGE_MS, isSecure),
      setDevice: (value: string) => setCookie(response, DEVICE_COOKIE, value, DEVICE_MAX_AGE_MS, isSecure),
      setStatus: (status: number) => {
        response.status(status);
      },
    };
    if (isKept && route.urgent !== true) await audit.requireWritable();
    return await handler(call as unknown as Call<RouteName>);
  };
  const record = async (outcome: string): Promise<void> => {
    // A stranger who was turned away at the door did nothing; one who guessed at a code or a password did.
    if (!isKept || (person === null && route.audience !== 'anyone')) return;
    const { who = person, on = pathParametersOf(request), before, after } = account;
    await audit.record({
      who: who === null ? null : { id: who.id, name: who.name },
      what: name,
      on,
      from,
      before,
      after,
      outcome,
      requestId: String(response.locals['requestId']),
    });
  };
  let reply: unknown;
  try {
    reply = await run();
  } catch (error) {
    // The refusal is the answer; an entry that can't be written is owed by the trail.
    await record(codedErrorOf(error).code).catch(() => undefined);
    throw error;
  }
  const recorded = record('done');
  await (route.urgent === true ? recorded.catch(() => undefined) : recorded);
  await send(name, route, reply, response);
}

async function send(
  name: RouteName,
  route: RouteDeclaration,
  reply: unknown,
  response: Response,
): Promise<void> {
  if (route.reply === null) return await sendFile(response, reply as FileReply);
  const checked = route.reply.safeParse(reply);
  if (!checked.success)
    throw new CodedError('INTERNAL', undefined, {
      cause: new Error(`reply of ${name}`, { cause: checked.error }),
    });
  response.set('Cache-Control', 'no-store').json(checked.data);
}

/** IPv4 without the wrapping of a socket that takes both. */
function addressOf(request: Request): string {
  return (request.ip ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, '').slice(0, 80);
}

function pathParametersOf(request: Request): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.params).map(([key, value]) => [key, String(value).slice(0, 200)]),
  );
}

/** A path that names a screen is for those whose roles reach it. */
function requireReachOf(person: Person, params: unknown): void {
  if (typeof params === 'object' && params !== null && 'screenId' in params) {
    requireReach(person, [String(params.screenId)]);
  }
}

/** What a request says of its length is only believed when it says too much. */
async function* readUpload(request: Request, maxBytes: number): AsyncGenerator<Uint8Array> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw new CodedError('TOO_LARGE');
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new CodedError('TOO_LARGE');
    yield chunk;
  }
}

function authorise({ audience, wholeOffice }: RouteDeclaration, person: Person | null): void {
  if (audience === 'anyone') return;
  if (person === null) throw new CodedError('NOT_SIGNED_IN');
  if (!person.roles.some((role) => audience.includes(role))) throw new CodedError('FORBIDDEN');
  if (wholeOffice === true) requireWholeOffice(person);
}

function parsePart(schema: z.ZodType | undefined, value: unknown, part: string): unknown {
  if (schema === undefined) return undefined;
  // Express makes params and query without a prototype, or of its own; a plain copy is what the schema expects.
  const parsed = schema.safeParse(part === 'body' ? value : { ...(value as object) });
  if (!parsed.success) throw badRequestOf(parsed.error, part);
  return parsed.data;
}

/** Did the browser come over TLS, to us or to the proxy in front of us? */
function secureBy(publicUrl: string | null): (request: Request) => boolean {
  const isPublicSecure = publicUrl?.startsWith('https:') === true;
  return (request) => isPublicSecure || request.secure;
}

function setCookie(
  response: Response,
  cookie: string,
  token: string | null,
  maxAge: number,
  secure: boolean,
): void {
  const name = cookieNameOf(cookie, secure);
  const attributes = { httpOnly: true, sameSite: 'lax', secure, path: '/' } as const;
  if (token === null) response.clearCookie(name, attributes);
  else response.cookie(name, token, { ...attributes, maxAge });
}

const CACHE_CONTROL: Record<FileReply['keep'], string> = {
  never: 'no-store',
  private: 'private, max-age=31536000, immutable',
  public: 'public, max-age=31536000, immutable',
};

async function sendFile(response: Response, { mime, fileName, keep, content }: FileReply): Promise<void> {
  response.set('Content-Type', mime).set('Cache-Control', CACHE_CONTROL[keep]);
  if (fileName !== undefined) response.attachment(fileName).set('Content-Type', mime);
  if (content instanceof Uint8Array) {
    response.end(content);
    return;
  }
  try {
    await pipeline(Readable.from(content), response);
  } catch (error) {
    // The browser went away in the middle of a download: nobody is left to be told.
    if (!response.destroyed || !response.headersSent) throw error;
  }
}
