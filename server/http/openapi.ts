// The interface as an OpenAPI document, made from the same table and schemas that the routes are held to, and the same as a
// page to read: static HTML, nothing from elsewhere.

import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import type { ZodObject } from 'zod';
import { Problem, ROUTES, type RouteDeclaration } from '../../content/model/api.ts';
import { escapeHtml } from './html.ts';
import type { Handlers } from './mount.ts';

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: unknown;
}

interface Operation {
  readonly operationId?: string;
  readonly description?: string;
  readonly parameters?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses?: unknown;
}

export function openApiDocument(): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [name, route] of Object.entries(ROUTES) as [string, RouteDeclaration][]) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method] = operationOf(name, route);
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Vòng Xoay',
      version: '1',
      description:
        'Sessions are cookies; a change needs an Origin of this server. Instants are milliseconds since 1970.',
    },
    paths,
  });
  return document as unknown as OpenApiDocument;
}

function operationOf(name: string, route: RouteDeclaration): ZodOpenApiOperationObject {
  const who = route.audience === 'anyone' ? 'Anyone.' : `Roles: ${route.audience.join(', ')}.`;
  const upload = route.upload === undefined ? '' : ` One file of at most ${route.upload.maxBytes} bytes.`;
  const params = route.params as ZodObject | undefined;
  const query = route.query as ZodObject | undefined;
  return {
    operationId: name,
    description: `${who}${upload}`,
    requestParams: {
      ...(params === undefined ? {} : { path: params }),
      ...(query === undefined ? {} : { query }),
    },
    ...(route.upload === undefined
      ? {}
      : {
          requestBody: { content: { 'application/octet-stream': { schema: { type: 'string' as const } } } },
        }),
    ...(route.body === undefined
      ? {}
      : { requestBody: { content: { 'application/json': { schema: route.body } } } }),
    responses: {
      '200': {
        description: route.reply === null ? 'A file.' : 'Done.',
        ...(route.reply === null
          ? { content: { 'application/octet-stream': { schema: { type: 'string' as const } } } }
          : { content: { 'application/json': { schema: route.reply } } }),
      },
      default: {
        description: 'Refused: RFC 9457 problem details.',
        content: { 'application/problem+json': { schema: Problem } },
      },
    },
  };
}

export function openApiHandlers(): Pick<Handlers, 'readOpenApi' | 'browseApi' | 'styleApi'> {
  let document: OpenApiDocument | undefined;
  const made = () => (document ??= openApiDocument());
  return {
    readOpenApi: () => ({
      mime: 'application/json; charset=utf-8',
      keep: 'never',
      content: Buffer.from(JSON.stringify(made())),
    }),
    browseApi: () => ({
      mime: 'text/html; charset=utf-8',
      keep: 'never',
      content: Buffer.from(pageOf(made())),
    }),
    styleApi: () => ({ mime: 'text/css; charset=utf-8', keep: 'never', content: Buffer.from(STYLE) }),
  };
}

const STYLE = `body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; color: #14202c; }
summary { cursor: pointer; padding: 0.4rem 0; border-bottom: 1px solid #d3dae1; overflow-wrap: anywhere; }
code { font-weight: 600; }
pre { overflow: auto; max-height: 30rem; padding: 0.75rem; background: #f1f4f7; font-size: 0.85rem; }`;

function pageOf({ info, paths }: OpenApiDocument): string {
  const entries = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => entryOf(path, method, operation)),
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(info.title)}: API</title><link rel="stylesheet" href="/api-docs.css"></head>
<body>
<h1>${escapeHtml(info.title)}: API</h1>
<p>The same as <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1), made from the schemas that the server holds every call to.</p>
${entries.join('\n')}
</body>
</html>
`;
}

function entryOf(path: string, method: string, operation: Operation): string {
  const { operationId = '', description = '', parameters, requestBody, responses } = operation;
  const details = JSON.stringify({ parameters, requestBody, responses }, null, 2);
  return `<details id="${escapeHtml(operationId)}"><summary><code>${method.toUpperCase()} ${escapeHtml(path)}</code> ${escapeHtml(operationId)}. ${escapeHtml(description)}</summary><pre>${escapeHtml(details)}</pre></details>`;
}
