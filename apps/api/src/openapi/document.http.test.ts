import { expect, test } from 'vitest';
import { z } from 'zod';
import { aShelf } from '../../test/shelf.ts';
import { createComponents } from './components.ts';

interface Operation {
  operationId: string;
  security: object[];
  parameters?: { name: string; in: string; required: boolean }[];
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
  requestBody?: { content: { 'application/json': { schema: { additionalProperties?: boolean }; example?: unknown } } };
}

async function theDocument() {
  const { server } = await aShelf();
  const answer = await server.inject('/openapi.json');
  expect(answer.statusCode).toBe(200);
  return answer.json<{ openapi: string; info: { version: string }; paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, object> } }>();
}

test('every described route is there once, and nothing else', async () => {
  const { openapi, info, paths } = await theDocument();
  expect([openapi, info.version]).toEqual(['3.1.0', '1.2.3']);
  expect(Object.keys(paths)).toEqual(['/v1/fail', '/v1/items', '/v1/items/{itemId}', '/v1/peek', '/v1/wait']);
  expect(Object.keys(paths['/v1/items']!).sort()).toEqual(['get', 'post']);
});

test('every reference leads to a named schema, and every named schema is used', async () => {
  const document = await theDocument();
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = '']) => reference);
  expect(references.length).toBeGreaterThan(10);
  const names = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  expect([...new Set(references)].sort()).toEqual(names.sort());
});

test('an operation says what it wants and every status that it can answer with', async () => {
  const { paths } = await theDocument();
  const add = paths['/v1/items']!['post']!;
  expect(add.security).toEqual([{ bearer: [] }]);
  expect(Object.keys(add.responses)).toEqual(['201', '400', '401', '403', '409', '413', '415', '422', '500', '503']);
  expect(add.parameters).toMatchObject([{ name: 'Idempotency-Key', in: 'header', required: false }]);
  expect(add.requestBody?.content['application/json']).toMatchObject({ example: { name: 'Lamp' }, schema: { additionalProperties: false } });
  expect(add.responses['409']?.description).toContain('idempotency.in_flight');

  const get = paths['/v1/items/{itemId}']!['get']!;
  expect(get.parameters).toMatchObject([{ name: 'itemId', in: 'path', required: true }]);
  expect(get.responses['404']?.description).toBe('`shelf.item_not_found`: No item {itemId}.');
  expect(get.responses['404']?.content).toEqual({ 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } });

  const peek = paths['/v1/peek']!['get']!;
  expect(peek.security).toEqual([]);
  expect(Object.keys(peek.responses)).toEqual(['200', '500', '503']);
});

test('two different schemas of one name are an error of the program', () => {
  const components = createComponents();
  components.schemaOf(z.array(z.strictObject({ a: z.string() }).meta({ id: 'Twin' })));
  expect(() => components.schemaOf(z.array(z.strictObject({ b: z.string() }).meta({ id: 'Twin' })))).toThrow(/Twin/);
});
