import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enterScope, insertLine, insertOrder, lines, newOrderId, newOwner, openShop, orderById, orders, setQuantity, type Shop } from '../test/shop.ts';
import { compile } from './compile.ts';
import { createDatabase, type Tx } from './database.ts';
import { connect } from './driver.ts';
import { scopeText } from './scope.ts';

let shop: Shop;
const [mine, theirs] = [newOwner(), newOwner()];
const [myOrder, theirOrder] = [newOrderId(), newOrderId()];

const as = <Result>(owner: string, work: (tx: Tx<'shop'>) => Promise<Result>) =>
  shop.db.transaction([owner], async (tx) => {
    await tx.run(enterScope, { scope: scopeText([owner]) });
    return work(tx);
  });

beforeAll(async () => {
  shop = await openShop();
  for (const [ownerId, id] of [[mine, myOrder], [theirs, theirOrder]] as const) {
    await as(ownerId, async (tx) => {
      await tx.run(insertOrder, { id, ownerId, quantity: 1 });
      await tx.run(insertLine, { orderId: id, ownerId, product: 'tea' });
    });
  }
});

afterAll(() => shop.close());

/** None of them asks for the owner. */
const queries = {
  'by its key': orderById,
  'a list with a limit': compile({}, (q) => q.select({ id: orders.id }).from(orders).orderBy(sql`${orders.id} desc`).limit(10)),
  'a join': compile({}, (q) => q.select({ id: orders.id, product: lines.product }).from(orders).innerJoin(lines, sql`${lines.orderId} = ${orders.id}`)),
  'an aggregate': compile({}, () => sql`select count(*)::int as count from shop.orders having count(*) > 0`),
  'groups': compile({}, () => sql`select owner_id, count(*)::int as count from shop.orders group by owner_id`),
  'a union': compile({}, () => sql`select id from shop.orders union all select order_id from shop.lines`),
  'a common table expression': compile({}, () => sql`with o as materialized (select * from shop.orders) select id from o`),
  'a lateral join': compile({}, () => sql`
    select o.id, l.product from shop.orders o cross join lateral (select product from shop.lines where order_id = o.id order by product limit 1) l`),
};

describe.each(Object.entries(queries))('a read of %s', (_name, query) => {
  const run = query as typeof orderById;
  const values = { id: myOrder };

  test('sees the rows of its scope, outside a transaction and inside', async () => {
    const rows = await shop.db.reader([mine]).run(run, values);
    expect(rows.length).toBeGreaterThan(0);
    expect(await as(mine, (tx) => tx.run(run, values))).toEqual(rows);
  });

  test("never sees another owner's, and nothing at all without a scope", async () => {
    const both = await shop.db.reader([mine, theirs]).run(run, values);
    const others = await shop.db.reader([newOwner()]).run(run, values);
    expect(both.length).toBeGreaterThan(0);
    expect([others, await shop.db.reader([]).run(run, values)]).toEqual([[], []]);
    expect(await shop.db.transaction([], (tx) => tx.run(run, values))).toEqual([]);
  });

  test('sets its scope before the first row, also when PostgreSQL has settled on a plan', async () => {
    const single = createDatabase('shop', { url: shop.url, connections: 1 });
    for (let time = 0; time < 12; time++) {
      const [scope, count] = time % 2 === 0 ? [[mine], 1] : [[], 0];
      expect((await single.reader(scope).run(run, values)).length > 0).toBe(count === 1);
    }
    await single.close();
  });
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'One-Time Filter'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Subplan Name'?: string;
  readonly Plans?: readonly Plan[];
}

/** The tables that are read outside a node whose one-time filter waits for the scope. */
const ungated = (plan: Plan, scopeReader: string): string[] => {
  if (plan['One-Time Filter']?.includes(scopeReader)) return [];
  return [...(plan['Relation Name'] === undefined ? [] : [plan['Relation Name']]), ...(plan.Plans ?? []).flatMap((child) => ungated(child, scopeReader))];
};

/** The name of the subplan that reads the scope, such as `InitPlan 2`. */
const scopeReaderOf = (plan: Plan): string | undefined => {
  const reads = plan.Plans?.some((child) => JSON.stringify(child).includes('"CTE Name":"plinth_scope"') && child['Subplan Name']?.startsWith('InitPlan'));
  const reader = reads ? plan.Plans?.find((child) => JSON.stringify(child).includes('"CTE Name":"plinth_scope"')) : undefined;
  return reader?.['Subplan Name'] ?? plan.Plans?.map(scopeReaderOf).find((name) => name !== undefined);
};

test.each(Object.entries(queries))('the plan of a read of %s puts every table behind the scope', async (_name, query) => {
  const driver = connect({ url: shop.url, connections: 1, name: 'plans', role: 'plinth_shop' });
  const parameters = [...query.parametersOf({ id: myOrder }), scopeText([mine])] as string[];
  for (const settings of ['enable_seqscan = on', 'enable_seqscan = off']) {
    await driver.unsafe(`set ${settings}`);
    const [row] = await driver.unsafe<{ 'QUERY PLAN': string }[]>(`explain (format json) ${query.scoped}`, parameters);
    const [{ Plan: plan }] = JSON.parse(row!['QUERY PLAN']) as [{ Plan: Plan }];
    const reader = scopeReaderOf(plan);
    expect(reader).toMatch(/^InitPlan \d+$/);
    expect(JSON.stringify(plan)).toContain('"Relation Name":"orders"');
    expect(ungated(plan, reader!)).toEqual([]);
  }
  await driver.end();
});

test('a scoped read leaves no scope on its connection', async () => {
  const single = createDatabase('shop', { url: shop.url, connections: 1 });
  const left = compile({}, () => sql<{ scope: string }>`select current_setting('plinth.scope', true) as scope`);
  const pid = compile({}, () => sql<{ pid: number }>`select pg_backend_pid() as pid`);
  await single.transaction([mine], async (tx) => {
    await tx.run(enterScope, { scope: scopeText([mine]) });
    expect(await tx.run(left, {})).toEqual([{ scope: scopeText([mine]) }]);
  });
  expect(await single.transaction([], (tx) => tx.run(left, {}))).toEqual([{ scope: '' }]);
  expect(await single.driver.unsafe(left.text)).toEqual([{ scope: '' }]);
  // The same reading connection: one that has read mine, then asks for its rows in a statement without a scope.
  const reads = connect({ url: shop.url, connections: 1, name: 'left', role: 'plinth_shop', readOnly: true });
  const scoped = await reads.unsafe<{ pid: number }[]>(pid.scoped, [scopeText([mine])], { prepare: true });
  expect(await reads.unsafe(`select pg_backend_pid() as pid, current_setting('plinth.scope', true) as scope`)).toEqual([{ ...scoped[0], scope: '' }]);
  expect(await reads.unsafe('select id from shop.orders')).toEqual([]);
  await reads.end();
  await single.close();
});

test("a write cannot touch another owner's row, nor give a row away", async () => {
  expect(await as(mine, (tx) => tx.run(setQuantity, { id: theirOrder, quantity: 9 }))).toEqual([]);
  expect(await shop.db.reader([theirs]).run(orderById, { id: theirOrder })).toMatchObject([{ quantity: 1 }]);
  const planted = as(mine, (tx) => tx.run(insertOrder, { id: newOrderId(), ownerId: theirs, quantity: 1 }));
  await expect(planted).rejects.toThrow('new row violates row-level security policy for table "orders"');
});

test('a transaction that enters an owner keeps what it had, until its end', async () => {
  const [made, id] = [newOwner(), newOrderId()];
  const rows = await as(mine, async (tx) => {
    await expect(tx.run(orderById, { id: theirOrder })).resolves.toEqual([]);
    await tx.enter(made);
    await tx.run(insertOrder, { id, ownerId: made, quantity: 1 });
    return [...(await tx.run(orderById, { id })), ...(await tx.run(orderById, { id: myOrder }))];
  });
  expect(rows.map((row) => row.ownerId)).toEqual([made, mine]);
  expect(await as(mine, (tx) => tx.run(orderById, { id }))).toEqual([]);
});
