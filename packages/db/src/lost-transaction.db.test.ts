import { EventEmitter, once } from 'node:events';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enterScope, insertOrder, newOrderId, newOwner, openShop, orderById, type Shop } from '../test/shop.ts';
import { compile } from './compile.ts';
import { createDatabase, type Database, type Tx } from './database.ts';
import { connect, type Driver } from './driver.ts';
import { scopeText } from './scope.ts';

let shop: Shop;
let single: Database<'shop'>;
let killer: Driver;
beforeAll(async () => {
  shop = await openShop();
  single = createDatabase('shop', { url: shop.url, connections: 1 });
  killer = connect({ url: shop.url, connections: 1, name: 'killer' });
});
afterAll(async () => {
  await Promise.all([single.close(), killer.end()]);
  await shop.close();
});

const backend = compile({}, () => sql<{ pid: number }>`select pg_backend_pid() as pid`);
const slow = compile({}, () => sql`select pg_sleep(10)`);

/** The process of a transaction's session, which `end` ends from elsewhere. */
const pidOf = async (tx: Tx<'shop'>): Promise<number> => (await tx.run(backend, {}))[0]?.pid ?? 0;
const end = (pid: number) => killer`select pg_terminate_backend(${pid})`;

const gone = { code: 'CONNECTION_CLOSED' };

test('a transaction whose connection is gone writes nothing more, not even where another one has taken its place', async () => {
  const [owner, lost, kept] = [newOwner(), newOrderId(), newOrderId()];
  const signals = new EventEmitter();
  const [resumed, ended] = [once(signals, 'resumed'), once(signals, 'ended')];

  const first = single.transaction([owner], async (tx) => {
    await end(await pidOf(tx));
    await resumed;
    signals.emit('ended', await tx.run(insertOrder, { id: lost, ownerId: owner, quantity: 1 }).catch((error: unknown) => error));
  });
  await expect(first).rejects.toMatchObject(gone);

  await single.transaction([owner], async (tx) => {
    await tx.run(enterScope, { scope: scopeText([owner]) });
    signals.emit('resumed');
    expect((await ended)[0]).toMatchObject(gone);
    await tx.run(insertOrder, { id: kept, ownerId: owner, quantity: 1 });
  });
  expect(await single.reader([owner]).run(orderById, { id: lost })).toEqual([]);
  expect(await single.reader([owner]).run(orderById, { id: kept })).toHaveLength(1);
});

test('what a session was told at its end is not taken for the answer to the first statement of the next one', async () => {
  const lost = single.transaction([], async (tx) => {
    const pid = await pidOf(tx);
    await Promise.all([tx.run(slow, {}), end(pid)]);
  });
  await expect(lost).rejects.toMatchObject({ code: expect.stringMatching(/57P01|CONNECTION_CLOSED/) as string });
  expect(await single.transaction([], (tx) => tx.run(backend, {}))).toEqual([{ pid: expect.any(Number) as number }]);
});
