import { expect, test } from 'vitest';
import { z } from 'zod';
import { aShelf } from '../../test/shelf.ts';
import { createComponents } from './components.ts';

interface Operation {
  operationId: string;
  security: object[];
  parameters?: object[];
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
  requestBody?: { content: { 'application/json': { schema: { additionalProperties?: boolean }; example?: unknown } } };
}

async function theDocument() {
  const { server } = await aShelf();
  const answer = await server.inject('/openapi.json');
  expect(answer.statusCode).toBe(200);
  return answer.json<{ openapi: string; info: { version: string }; paths: Record<string, Record<string, Operation>>; components: Record<'schemas' | 'parameters' | 'headers', Record<string, object>> }>();
}

test('every described route is there once, and nothing else', async () => {
  const { openapi, info, paths } = await theDocument();
  expect([openapi, info.version]).toEqual(['3.1.0', '1.2.3']);
  expect(Object.keys(paths)).toEqual(['/v1/fail', '/v1/items', '/v1/items/{itemId}', '/v1/peek', '/v1/wait']);
  expect(Object.keys(paths['/v1/items']!).sort()).toEqual(['get', 'post']);
});

test('every reference leads to a named part, and every named part is used', async () => {
  const document = await theDocument();
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = '']) => reference);
  expect(references.length).toBeGreaterThan(10);
  const names = Object.entries(document.components)
    .filter(([kind]) => kind !== 'securitySchemes')
    .flatMap(([kind, parts]) => Object.keys(parts).map((name) => `#/components/${kind}/${name}`));
  expect([...new Set(references)].sort()).toEqual(names.sort());
});

test('an operation says what it wants and every status that it can answer with', async () => {
  const { paths } = await theDocument();
  const add = paths['/v1/items']!['post']!;
  expect(add.security).toEqual([{ bearer: [] }, { cookie: [] }]);
  expect(Object.keys(add.responses)).toEqual(['201', '400', '401', '403', '409', '413', '415', '422', '429', '500', '503']);
  expect(add.parameters).toEqual([{ $ref: '#/components/parameters/IdempotencyKey' }]);
  expect(add.requestBody?.content['application/json']).toMatchObject({ example: { name: 'Lamp' }, schema: { additionalProperties: false } });
  expect(add.responses['409']?.description).toContain('idempotency.in_flight');

  const get = paths['/v1/items/{itemId}']!['get']!;
  expect(get.parameters).toMatchObject([{ name: 'itemId', in: 'path', required: true, description: 'The id of the item.' }, { $ref: '#/components/parameters/IfNoneMatch' }]);
  expect(get.responses['404']?.description).toBe('`shelf.item_not_found`: No item {itemId}.');
  expect(get.responses).toHaveProperty('304');
  expect(get.responses['404']?.content).toEqual({ 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } });

  const peek = paths['/v1/peek']!['get']!;
  expect(peek.security).toEqual([]);
  expect(Object.keys(peek.responses)).toEqual(['200', '429', '500', '503']);
});

test('a change takes a merge patch or plain JSON, and says of which version', async () => {
  const patch = (await theDocument()).paths['/v1/items/{itemId}']!['patch']!;
  expect(Object.keys(patch.requestBody?.content ?? {})).toEqual(['application/merge-patch+json', 'application/json']);
  expect(patch.parameters).toContainEqual({ $ref: '#/components/parameters/IfMatch' });
  expect(patch.responses['412']?.description).toContain('request.precondition_failed');
});

test('what is on its way out is marked', async () => {
  const peek = (await theDocument()).paths['/v1/peek']!['get']!;
  expect(peek).toMatchObject({ deprecated: true, responses: { 200: { headers: { Sunset: { $ref: '#/components/headers/Sunset' } } } } });
});

test('two different schemas of one name are an error of the program', () => {
  const components = createComponents();
  components.schemaOf(z.array(z.strictObject({ a: z.string() }).meta({ id: 'Twin' })));
  expect(() => components.schemaOf(z.array(z.strictObject({ b: z.string() }).meta({ id: 'Twin' })))).toThrow(/Twin/);
});
