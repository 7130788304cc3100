import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applicationUser, migratedDatabase, setOf } from '../test/database.ts';
import { enterScope, insertOrder, newOrderId, newOwner, openShop, orderById, setQuantity, type Shop, shopFiles } from '../test/shop.ts';
import { compile, compileWrite } from './compile.ts';
import { createDatabase, type Tx } from './database.ts';
import { migrate } from './migrator/migrate.ts';
import { scopeText } from './scope.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(() => shop.close());

const as = <Result>(owner: string, work: (tx: Tx<'shop'>) => Promise<Result>) =>
  shop.db.transaction([owner], async (tx) => {
    await tx.run(enterScope, { scope: scopeText([owner]) });
    return work(tx);
  });

test('a compiled query inside a transaction sees what the transaction wrote, and nobody else does', async () => {
  const [owner, id] = [newOwner(), newOrderId()];
  const seen = await as(owner, async (tx) => {
    await tx.run(insertOrder, { id, ownerId: owner, quantity: 1 });
    await tx.run(setQuantity, { id, quantity: 2 });
    return { inside: await tx.run(orderById, { id }), outside: await shop.db.reader([owner]).run(orderById, { id }) };
  });
  expect(seen).toEqual({ inside: [{ id, ownerId: owner, quantity: 2 }], outside: [] });
  expect(await shop.db.reader([owner]).run(orderById, { id })).toEqual([{ id, ownerId: owner, quantity: 2 }]);
});

test('what a transaction did is undone when its work throws, and the thrown error comes out', async () => {
  const [owner, id] = [newOwner(), newOrderId()];
  const thrown = new Error('no');
  const work = as(owner, async (tx) => {
    await tx.run(insertOrder, { id, ownerId: owner, quantity: 1 });
    throw thrown;
  });
  await expect(work).rejects.toBe(thrown);
  expect(await shop.db.reader([owner]).run(orderById, { id })).toEqual([]);
});

test('a transaction in which a statement failed is not committed, even when its work goes on', async () => {
  const [owner, id] = [newOwner(), newOrderId()];
  const work = as(owner, async (tx) => {
    await tx.run(insertOrder, { id, ownerId: owner, quantity: 1 });
    await tx.run(insertOrder, { id, ownerId: owner, quantity: 1 }).catch(() => undefined);
  });
  await expect(work).rejects.toMatchObject({ code: '23505' });
  expect(await shop.db.reader([owner]).run(orderById, { id })).toEqual([]);
});

test('the database refuses a write through a reader, too', async () => {
  const reader = shop.db.reader([newOwner()]);
  // Around the types: a command, a write inside a query, and a query that would lock.
  const command = setQuantity as unknown as typeof orderById;
  await expect(reader.run(command, { id: newOrderId() })).rejects.toThrow('No value for placeholder "quantity"');
  const inside = compile({}, () => sql`with gone as (delete from shop.orders returning id) select id from gone`);
  await expect(reader.run(inside, {})).rejects.toMatchObject({ code: '0A000' });
  const locks = compile({}, () => sql`select id from shop.orders for update`);
  await expect(reader.run(locks, {})).rejects.toMatchObject({ code: '25006' });
});

const session = compile({}, () => sql<{ role: string; login: string; readOnly: string }>`
  select current_user::text as role, session_user::text as login, current_setting('transaction_read_only') as "readOnly"`);

test("reads and writes run as the module's role and not as the login's, and reads can only read", async () => {
  const [role, login] = ['plinth_shop', new URL(shop.url).username];
  expect(await shop.db.reader([]).run(session, {})).toEqual([{ role, login, readOnly: 'on' }]);
  expect(await as(newOwner(), (tx) => tx.run(session, {}))).toEqual([{ role, login, readOnly: 'off' }]);
});

test("a module's role is refused on another module's schema", async () => {
  const foreign = compileWrite({}, () => sql`insert into migrations.shop (name, checksum) values ('x', 'x')`);
  await expect(as(newOwner(), (tx) => tx.run(foreign, {}))).rejects.toMatchObject({ code: '42501' });
  const stock = await migratedDatabase('stock', { '0001.sql': 'create table stock.items ()' });
  await migrate({ url: stock.migrationUrl, applicationUser: applicationUser(), sets: [setOf('shop', shopFiles)] });
  const here = createDatabase('shop', { url: stock.url });
  const items = compile({}, () => sql`select from stock.items`);
  await expect(here.reader([]).run(items, {})).rejects.toMatchObject({ code: '42501' });
  await expect(here.transaction([], (tx) => tx.run(items, {}))).rejects.toMatchObject({ code: '42501' });
  await here.close();
  await stock.close();
});

test('a database that does not answer is an error of the call, not of the process', async () => {
  const nowhere = createDatabase('shop', { url: 'postgres://nobody@127.0.0.1:1/nowhere' });
  await expect(nowhere.ping()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await nowhere.close();
});
