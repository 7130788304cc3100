import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enterScope, insertOrder, newOrderId, newOwner, openShop, orders, ordersByIds, type Shop } from '../test/shop.ts';
import { compile, compileWrite } from './compile.ts';
import { integer, json, nullableText, text } from './parameters.ts';
import { scopeText } from './scope.ts';

let shop: Shop;
const owner = newOwner();

beforeAll(async () => {
  shop = await openShop();
});

afterAll(() => shop.close());

const columns = {
  id: orders.id,
  ownerId: orders.ownerId,
  quantity: orders.quantity,
  total: orders.total,
  weight: orders.weight,
  paid: orders.paid,
  placedAt: orders.placedAt,
  details: orders.details,
  tags: orders.tags,
};
const insert = compileWrite(columns, (q, p) => q.insert(orders).values(p).returning(columns));
const byId = compile({ id: orders.id }, (q, { id }) => q.select(columns).from(orders).where(sql`${orders.id} = ${id}`));

const full = {
  ownerId: owner,
  quantity: 3,
  total: 9_007_199_254_740_993n,
  weight: '0.10',
  paid: true,
  placedAt: new Date('2027-01-31T10:00:00.123Z'),
  details: { text: 'ä', list: [1, null], nested: { quote: '"' } },
  tags: ['a', 'b "c"', 'd,e', '{}'],
};
const empty = { ownerId: owner, quantity: 0, total: null, weight: null, paid: null, placedAt: null, details: null, tags: null };

const inScope = <Result>(work: Parameters<typeof shop.db.transaction<Result>>[1]) =>
  shop.db.transaction([owner], async (tx) => {
    await tx.run(enterScope, { scope: scopeText([owner]) });
    return work(tx);
  });

test.each([
  ['full', full],
  ['empty', empty],
])('a %s row comes back as it was written, from the write and from the read', async (_name, values) => {
  const row = { id: newOrderId(), ...values };
  expect(await inScope((tx) => tx.run(insert, row))).toEqual([row]);
  expect(await inScope((tx) => tx.run(byId, { id: row.id }))).toEqual([row]);
  expect(await shop.db.reader([owner]).run(byId, { id: row.id })).toEqual([row]);
});

test('a list of typed ids is one parameter', async () => {
  const rows = [1, 2, 3].map((quantity) => ({ id: newOrderId(), ownerId: owner, quantity }));
  for (const row of rows) await inScope((tx) => tx.run(insertOrder, row));
  const [first, , third] = rows;
  const found = await shop.db.reader([owner]).run(ordersByIds, { ids: [third!.id, first!.id, newOrderId()] });
  expect(found).toEqual([first, third].map((row) => ({ id: row!.id, quantity: row!.quantity })));
  expect(await shop.db.reader([owner]).run(ordersByIds, { ids: [] })).toEqual([]);
});

test('SQL written by hand gives rows by the names of its columns', async () => {
  const query = compile({ a: text, b: integer, c: nullableText, d: json }, (_q, { a, b, c, d }) =>
    sql<{ a: string; b: number; c: string | null; kind: string }>`
      select ${a}::text as a, ${b}::integer as b, ${c}::text as c, jsonb_typeof(${d}::jsonb) as kind`);
  const values = { a: 'x', b: 1, c: null, d: { e: 1 } };
  const expected = [{ a: 'x', b: 1, c: null, kind: 'object' }];
  expect(await shop.db.reader([]).run(query, values)).toEqual(expected);
  expect(await inScope((tx) => tx.run(query, values))).toEqual(expected);
});

test('statements are prepared once a connection, with parameters and without', async () => {
  const count = compile({}, () => sql<{ count: number }>`select count(*)::int as count from shop.orders`);
  const preparedStatements = compile({}, () => sql<{ text: string }>`select statement as text from pg_prepared_statements`);
  const texts = await inScope(async (tx) => {
    for (let time = 0; time < 3; time++) await tx.run(count, {});
    for (let time = 0; time < 3; time++) await tx.run(byId, { id: newOrderId() });
    return (await tx.run(preparedStatements, {})).map((row) => row.text);
  });
  expect(texts.filter((statement) => statement === count.text)).toHaveLength(1);
  expect(texts.filter((statement) => statement === byId.text)).toHaveLength(1);
});
