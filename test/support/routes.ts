// Requests made from the table of routes: a path with parameters and a body that its schemas accept.

import { ROUTES, type RouteDeclaration, type RouteName } from '../../content/model/api.ts';
import { exampleOf } from './example.ts';
import { SCREEN } from './people.ts';

export const routeNames = Object.keys(ROUTES) as RouteName[];

export function declarationOf(name: RouteName): RouteDeclaration {
  return ROUTES[name];
}

/** A missing screen must not hide what the door says. */
const PRESENT: Readonly<Record<string, string>> = { screenId: SCREEN };

export function pathOf(
  { path, params }: RouteDeclaration,
  known: Readonly<Record<string, string>> = PRESENT,
): string {
  const example = { ...(params === undefined ? {} : (exampleOf(params) as object)), ...known };
  return path.replaceAll(/:(\w+)/g, (_, key: string) =>
    encodeURIComponent(String((example as Record<string, unknown>)[key])),
  );
}

export interface MadeRequest {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

export function requestOf({ method, body, upload }: RouteDeclaration): MadeRequest {
  const base = { method: method.toUpperCase() };
  if (upload !== undefined) {
    const headers = { 'content-type': 'application/octet-stream' };
    return { ...base, headers, body: new Uint8Array([1, 2, 3]) };
  }
  if (body === undefined) return { ...base, headers: {} };
  const headers = { 'content-type': 'application/json' };
  return { ...base, headers, body: JSON.stringify(exampleOf(body)) };
}
