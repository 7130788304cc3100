import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { newOrderId, orderById, orders } from '../test/shop.ts';
import { compile } from './compile.ts';
import { arrayOf, instant, integer, json, nullableInstant, text } from './parameters.ts';

test('a statement is built once, and its parameters are encoded by their columns', () => {
  const id = newOrderId();
  expect(orderById.text).toBe('select "id", "owner_id", "quantity" from "shop"."orders" where "shop"."orders"."id" = $1');
  expect(orderById.parametersOf({ id })).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  expect(orderById.parametersOf({ id: newOrderId() })).not.toEqual(orderById.parametersOf({ id }));
});

test('a parameter used twice is sent twice, in the order of the text', () => {
  const query = compile({ a: text, b: integer }, (_q, { a, b }) => sql`select ${a} as x, ${b} as y, ${a} as z`);
  expect(query.text).toBe('select $1 as x, $2 as y, $3 as z');
  expect(query.parametersOf({ b: 2, a: 'one' })).toEqual(['one', 2, 'one']);
});

test('the scope is the last parameter of the scoped text', () => {
  const query = compile({ a: text }, (_q, { a }) => sql`select ${a} as x`);
  expect(query.scoped).toContain(`set_config('plinth.scope', $2, true)`);
});

test('null passes every encoder', () => {
  const query = compile({ at: nullableInstant, id: orders.placedAt }, (_q, { at, id }) => sql`select ${at}, ${id}`);
  expect(query.parametersOf({ at: null, id: null })).toEqual([null, null]);
});

test('values are encoded as PostgreSQL reads them', () => {
  const query = compile({ at: instant, body: json, ids: arrayOf(orders.id) }, (_q, p) => sql`select ${p.at}, ${p.body}, ${p.ids}`);
  const [at, body, ids] = query.parametersOf({ at: new Date(0), body: { a: null }, ids: [newOrderId(), newOrderId()] });
  expect([at, body]).toEqual(['1970-01-01T00:00:00.000Z', '{"a":null}']);
  expect(ids).toHaveLength(2);
});

test('a value that is missing is an error, not a null', () => {
  expect(() => orderById.parametersOf({})).toThrow('No value for placeholder "id" was provided');
});

test('a nested selection is refused when it is compiled', () => {
  const nested = () => compile({}, (q) => q.select({ order: { id: orders.id } }).from(orders).where(eq(orders.quantity, 1)));
  expect(nested).toThrow('Select order.id under a name of its own.');
});
