import { expect, test } from 'vitest';
import { missingExamples } from './examples.ts';
import { lintProblems } from './lint.ts';
import { aShop, aShopWith } from './test/shop.ts';

const operation = 'paths /v1/orders post';

test('a contract in order has no problem', async () => {
  expect(await lintProblems(aShop(), [])).toEqual([]);
  expect(missingExamples(aShop())).toEqual([]);
});

test.each<[string, string, object, string]>([
  ['an example that its schema refuses', `${operation} requestBody content application/json`, { example: { item: 7 } }, 'no-invalid-media-type-examples'],
  ['an example with a field too many', `${operation} responses 201 content application/json`, { example: { id: 'o', status: 'open', note: null, colour: 1 } }, 'no-invalid-media-type-examples'],
  ['a parameter without a description', `${operation} parameters 0`, { description: undefined }, 'parameter-description'],
  ['a reference that leads nowhere', `${operation} responses 201 content application/json`, { schema: { $ref: '#/components/schemas/Nothing' } }, 'no-unresolved-refs'],
  ['an operation without a summary', operation, { summary: undefined }, 'operation-summary'],
  ['a media type that nobody expects', `${operation} requestBody content`, { 'application/xml': { schema: {} } }, 'request-mime-type'],
  ['a failure that is no problem document', `${operation} responses 400`, { content: { 'application/json': { schema: {} } } }, 'operation-4xx-problem-details-rfc7807'],
])('%s is found', async (_what, path, change, rule) => {
  const document = aShopWith(path, (node) => void Object.assign(node, change));
  expect(await lintProblems(document, [])).toContainEqual(expect.stringMatching(new RegExp(`^${rule} at #/paths//v1/orders/post`)));
});

test('an exception excuses its place and no other, and has to be needed', async () => {
  const document = aShopWith(operation, (node) => void Object.assign(node, { summary: undefined }));
  const exception = (at: string) => ({ rule: 'operation-summary', at, reason: 'A test.' });
  expect(await lintProblems(document, [exception('#/paths//v1/orders')])).toEqual([]);
  expect(await lintProblems(document, [exception('#/paths//v1/others')])).toHaveLength(2);
});

test('a body and an answer without an example are named', () => {
  const without = (path: string) => missingExamples(aShopWith(path, (node) => void Object.assign(node, { example: undefined })));
  expect(without(`${operation} requestBody content application/json`)).toEqual(['POST /v1/orders: its body has no example']);
  expect(without(`${operation} responses 201 content application/json`)).toEqual(['POST /v1/orders: its answer 201 has no example']);
});
