// The only way from the console to the server: one typed call per entry of the ROUTES table, the answer parsed with the
// schema that the table declares. Whatever goes wrong leaves here as an ApiProblem that a person can act on.

import type { z } from 'zod';
import { Problem, ROUTES, type RouteDeclaration, type RouteName } from '../../content/model/api.ts';
import { learnServerTime } from './clock.ts';

type Declared<N extends RouteName> = (typeof ROUTES)[N];
type Part<N extends RouteName, K extends 'params' | 'query' | 'body'> =
  Declared<N> extends { readonly [key in K]: infer S extends z.ZodType }
    ? { readonly [key in K]: z.output<S> }
    : unknown;
type Given<N extends RouteName> = Part<N, 'params'> & Part<N, 'query'> & Part<N, 'body'>;
type ReplyOf<N extends RouteName> = Declared<N>['reply'] extends z.ZodType
  ? z.output<Declared<N>['reply']>
  : never;
type FileRoute = { [N in RouteName]: Declared<N>['reply'] extends null ? N : never }[RouteName];

interface Parts {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** `NO_CONNECTION`, `NOT_SENT` (a change) and `BAD_REPLY` are ours; every other code is the server's. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: string;
  readonly status: number;
  /** Vietnamese sentence of the server, empty for our own codes. */
  readonly title: string;
  readonly detail: string | undefined;
  readonly requestId: string | undefined;

  constructor(problem: Omit<Partial<Problem>, 'code'> & { code: string }, options?: ErrorOptions) {
    super(problem.code, options);
    this.code = problem.code;
    this.status = problem.status ?? 0;
    this.title = problem.title ?? '';
    this.detail = problem.detail;
    this.requestId = problem.requestId;
  }
}

/** Somebody else saved in between. */
export function isConflict(problem: unknown): problem is ApiProblem {
  return problem instanceof ApiProblem && problem.code === 'CONFLICT';
}

/** Path and query of a route with its parameters filled in. */
export function pathOf<N extends RouteName>(name: N, given: Given<N>): string {
  const { params, query } = given as Parts;
  const path = ROUTES[name].path.replaceAll(/:(\w+)/g, (_, key: string) =>
    encodeURIComponent(String(params?.[key])),
  );
  const wanted = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(wanted.map(([key, value]) => [key, String(value)]));
  return wanted.length === 0 ? path : `${path}?${search.toString()}`;
}

async function send(name: RouteName, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const askedAt = Date.now();
  const response = await fetch(path, {
    method: ROUTES[name].method.toUpperCase(),
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((cause: unknown) => {
    if (signal?.aborted === true) throw cause;
    throw new ApiProblem({ code: ROUTES[name].method === 'get' ? 'NO_CONNECTION' : 'NOT_SENT' }, { cause });
  });
  learnServerTime(response.headers.get('date'), askedAt);
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const parsed = Problem.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return new ApiProblem(parsed.data);
  return new ApiProblem({ code: 'BAD_REPLY', status: response.status });
}

/** Calls one entry of the table. Throws ApiProblem; an aborted call throws its AbortError. */
export async function call<N extends RouteName>(
  name: N,
  given: Given<N>,
  signal?: AbortSignal,
): Promise<ReplyOf<N>> {
  const response = await send(name, pathOf(name, given), (given as Parts).body, signal);
  const { reply } = ROUTES[name] as RouteDeclaration;
  const parsed = reply?.safeParse(await response.json().catch(() => undefined));
  if (parsed?.success !== true) {
    throw new ApiProblem({ code: 'BAD_REPLY', status: response.status }, { cause: parsed?.error });
  }
  return parsed.data as ReplyOf<N>;
}

/** Fetches a file route whole, telling how many bytes have come so far. */
export async function download<N extends FileRoute>(
  name: N,
  given: Given<N>,
  onBytes: (bytes: number) => void,
): Promise<Blob> {
  const response = await send(name, pathOf(name, given), undefined);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  try {
    for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
      parts.push(part.value);
      onBytes((bytes += part.value.byteLength));
    }
  } catch (cause) {
    throw new ApiProblem({ code: 'NO_CONNECTION' }, { cause });
  }
  return new Blob(parts, { type: response.headers.get('content-type') ?? 'application/octet-stream' });
}
