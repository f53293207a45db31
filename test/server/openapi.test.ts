import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../content/model/api.ts';
import { type OpenApiDocument, openApiDocument } from '../../server/http/openapi.ts';
import { startTestServer } from '../support/server.ts';

describe('the interface as a document', () => {
  let document: OpenApiDocument;
  beforeAll(() => {
    document = openApiDocument();
  });

  it('has every route of the table once, under its name', () => {
    const names = Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .map(({ operationId }) => operationId);
    expect(new Set(names)).toEqual(new Set(Object.keys(ROUTES)));
    expect(names).toHaveLength(Object.keys(ROUTES).length);
  });

  it('says of each route who may call it, what it takes and what it answers', () => {
    const order = document.paths['/api/downloads']?.['post'];
    expect(order?.description).toContain('auditor, admin, operator');
    expect(JSON.stringify(order)).toContain('fromDate');
    const hours = document.paths['/api/screens/{screenId}/hours']?.['get'];
    expect(JSON.stringify(hours?.parameters)).toContain('"in":"path"');
    expect(JSON.stringify(hours?.responses)).toContain('madeGood');
  });

  it('is served, with a page to read it that loads nothing from elsewhere', async () => {
    await using server = await startTestServer();
    const served = (await (await server.fetch('/openapi.json')).json()) as OpenApiDocument;
    expect(served.openapi).toBe('3.1.0');
    const page = await (await server.fetch('/api-docs')).text();
    for (const name of Object.keys(ROUTES)) expect(page).toContain(`<details id="${name}">`);
    expect([...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address)).toEqual([
      '/api-docs.css',
      '/openapi.json',
    ]);
    expect((await server.fetch('/api-docs.css')).headers.get('content-type')).toContain('text/css');
  });
});
