import { expect, test } from 'vitest';
import { aShop, aShopWith } from '../test/shop.ts';
import { breakingChanges } from './operations.ts';

const operation = 'paths /v1/orders post';
const newOrder = 'components schemas NewOrder';
const order = 'components schemas Order';

type Change = (node: Record<string, unknown>) => void;
const set =
  (values: object): Change =>
  (node) =>
    void Object.assign(node, values);
const drop =
  (name: string): Change =>
  (node) =>
    void Reflect.deleteProperty(node, name);

test.each<[string, string, Change, string]>([
  ['a path that is gone', 'paths', drop('/v1/orders'), 'is gone'],
  ['another operationId', operation, set({ operationId: 'order' }), 'its operationId was placeOrder and is order'],
  ['a credential', operation, set({ security: [{ bearer: [] }] }), 'wants a credential now'],
  ['a parameter that is gone', operation, set({ parameters: [] }), 'query parameter dryRun: is gone'],
  ['a parameter that is required', `${operation} parameters 0`, set({ required: true }), 'query parameter dryRun: is required now'],
  ['a media type that is gone', `${operation} requestBody content`, drop('application/json'), 'request application/json: is gone'],
  ['a field of a request that is gone', `${newOrder} properties`, drop('size'), 'request/size: is gone'],
  ['a field of a request that is required', newOrder, set({ required: ['item', 'size'] }), 'request/size: is required now'],
  ['a value that is no longer taken', `${newOrder} properties size`, set({ enum: ['small'] }), 'request/size: no longer takes large'],
  ['a shorter text', `${newOrder} properties item`, set({ maxLength: 20 }), 'request/item: maxLength was 50 and is 20'],
  ['null that is no longer taken', `${newOrder} properties note`, set({ anyOf: [{ type: 'string' }] }), 'request/note: its type was null and is string'],
  ['another type in a request', `${newOrder} properties item`, set({ type: 'integer' }), 'request/item: its type was string and is integer'],
  ['another status', `${operation} responses`, drop('201'), 'response 201: is gone'],
  ['a field of an answer that is gone', `${order} properties`, drop('total'), 'response/total: is gone'],
  ['a field of an answer that may be left out', order, set({ required: ['id', 'note'] }), 'response/status: may be left out now'],
  ['null in an answer', `${order} properties id`, set({ type: ['string', 'null'] }), 'response/id: its type was string and is null'],
  ['another type in an answer', `${order} properties total`, set({ type: 'number' }), 'response/total: its type was integer and is number'],
  ['another format in an answer', `${order} properties id`, set({ format: 'uuid' }), ''],
])('%s', (_what, path, change, message) => {
  const breaks = breakingChanges(aShop(), aShopWith(path, change));
  if (message === '') expect(breaks).toEqual([]);
  else expect(breaks).toContainEqual(expect.stringMatching(new RegExp(`^POST /v1/orders: ${message}$`)));
});

test.each<[string, string, Change]>([
  ['a new operation', 'paths', set({ '/v1/more': { get: { operationId: 'more', responses: {} } } })],
  ['a new field in an answer', `${order} properties`, set({ more: { type: 'string' } })],
  ['a new value in an answer', `${order} properties status`, set({ enum: ['open', 'closed'] })],
  ['a field of an answer that is always there', order, set({ required: ['id', 'status', 'note', 'total'] })],
  ['a new field of a request that may be left out', `${newOrder} properties`, set({ more: { type: 'string' } })],
  ['a longer text', `${newOrder} properties item`, set({ maxLength: 80 })],
  ['a new value of a request', `${newOrder} properties size`, set({ enum: ['small', 'large', 'huge'] })],
  ['a new parameter that may be left out', operation, set({ parameters: [{ name: 'dryRun', in: 'query', schema: { type: 'boolean' } }, { name: 'b', in: 'query', schema: {} }] })],
  ['no need of a field', newOrder, set({ required: [] })],
  ['nothing', 'paths', () => undefined],
])('%s breaks nobody', (_what, path, change) => {
  expect(breakingChanges(aShop(), aShopWith(path, change))).toEqual([]);
});
