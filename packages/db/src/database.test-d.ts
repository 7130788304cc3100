import { expectTypeOf } from 'vitest';
import { insertOrder, orderById, setQuantity, type Shop } from '../test/shop.ts';
import type { Database, Reader, Tx } from './database.ts';
import type { Driver } from './driver.ts';

/** Compiled with the code, never run: each refusal is the line below its expectation. */
export async function illegalUses(shop: Shop['db'], stock: Database<'stock'>, pool: Driver): Promise<void> {
  const inShop = (tx: Tx<'shop'>) => tx.run(orderById, { id: 'ord_1' });
  const readsShop = (db: Reader<'shop'>) => db.run(orderById, { id: 'ord_1' });

  await shop.transaction([], inShop);
  await shop.transaction([], readsShop);
  await readsShop(shop.reader([]));

  // @ts-expect-error a pool is no transaction
  await inShop(pool);
  // @ts-expect-error nor is a module's database
  await inShop(shop);
  // @ts-expect-error nor a reader
  await inShop(shop.reader([]));
  // @ts-expect-error a reader has no writes
  await shop.reader([]).run(setQuantity, { id: 'ord_1', quantity: 1 });
  // @ts-expect-error another module's transaction
  await stock.transaction([], inShop);
  // @ts-expect-error another module's reader
  await readsShop(stock.reader([]));
  // @ts-expect-error an object that looks like one
  await readsShop({ run: shop.reader([]).run });
  // @ts-expect-error a value that is missing
  await shop.reader([]).run(orderById, {});
  // @ts-expect-error another resource's id
  await shop.reader([]).run(orderById, { id: 'acct_1' });
  // @ts-expect-error null where the column is not null
  await shop.transaction([], (tx) => tx.run(insertOrder, { id: 'ord_1', ownerId: null, quantity: 1 }));

  const rows = await readsShop(shop.reader([]));
  expectTypeOf(rows).toEqualTypeOf<{ id: `ord_${string}`; ownerId: string; quantity: number }[]>();
}
