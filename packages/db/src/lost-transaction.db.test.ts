import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enterScope, insertOrder, newOrderId, newOwner, openShop, ordersByIds, type Shop } from '../test/shop.ts';
import { compile } from './compile.ts';
import { createDatabase, type Database } from './database.ts';
import { scopeText } from './scope.ts';

let shop: Shop;
/** Of one connection, so that a transaction comes after another one on it. */
let pool: Database<'shop'>;
beforeAll(async () => {
  shop = await openShop();
  pool = createDatabase('shop', { url: shop.url, connections: 1 });
});
afterAll(async () => {
  await pool.close();
  await shop.close();
});

const ownBackend = compile({}, () => sql<{ pid: number }>`select pg_backend_pid() as pid`);

test('what goes on in a transaction whose connection was lost does nothing in the one that has the next', async () => {
  const [owner, ofLost, ofNext] = [newOwner(), newOrderId(), newOrderId()];
  const [lost, begun, over] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>(), Promise.withResolvers<unknown>()];
  const first = pool.transaction([owner], async (tx) => {
    const [backend] = await tx.run(ownBackend, {});
    await shop.admin`select pg_terminate_backend(${backend?.pid ?? 0}, 5000)`;
    lost.resolve(undefined);
    await begun.promise;
    over.resolve(await tx.run(insertOrder, { id: ofLost, ownerId: owner, quantity: 1 }).catch((error: unknown) => error));
  });
  const refused = expect(first).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  await lost.promise;
  await refused;
  await pool.transaction([owner], async (tx) => {
    await tx.run(enterScope, { scope: scopeText([owner]) });
    begun.resolve(undefined);
    expect(await over.promise).toMatchObject({ code: 'CONNECTION_CLOSED' });
    await tx.run(insertOrder, { id: ofNext, ownerId: owner, quantity: 2 });
  });
  expect(await pool.reader([owner]).run(ordersByIds, { ids: [ofLost, ofNext] })).toEqual([{ id: ofNext, quantity: 2 }]);
});

const longStatement = compile({}, () => sql`select pg_sleep(10)`);

test('what a session was told at its end is not taken for the answer to the first statement of the next one', async () => {
  const lost = pool.transaction([], async (tx) => {
    const [backend] = await tx.run(ownBackend, {});
    await Promise.all([tx.run(longStatement, {}), shop.admin`select pg_terminate_backend(${backend?.pid ?? 0})`]);
  });
  await expect(lost).rejects.toMatchObject({ code: expect.stringMatching(/57P01|CONNECTION_CLOSED/) as string });
  expect(await pool.transaction([], (tx) => tx.run(ownBackend, {}))).toEqual([{ pid: expect.any(Number) as number }]);
});
