import { randomBytes } from 'node:crypto';
import { createIds, systemClock } from '@plinth/kernel';
import { eq, sql } from 'drizzle-orm';
import { bigint, boolean, integer, jsonb, numeric, pgSchema, text } from 'drizzle-orm/pg-core';
import { instantColumn, typedId } from '../src/columns.ts';
import { compile, compileWrite } from '../src/compile.ts';
import { createDatabase, type Database } from '../src/database.ts';
import { arrayOf, text as textParameter } from '../src/parameters.ts';
import { scopeExpression, setScope } from '../src/scope.ts';
import { type EmptyDatabase, migratedDatabase } from './database.ts';

export const newOrderId = () => createIds(systemClock)('ord');
/** An owner that no other test has. */
export const newOwner = (): string => `org_${randomBytes(6).toString('hex')}`;

const shop = pgSchema('shop');

export const orders = shop.table('orders', {
  id: typedId('ord')('id').primaryKey(),
  ownerId: text('owner_id').notNull(),
  quantity: integer('quantity').notNull(),
  total: bigint('total', { mode: 'bigint' }),
  weight: numeric('weight'),
  paid: boolean('paid'),
  placedAt: instantColumn('placed_at'),
  details: jsonb('details').$type<Record<string, unknown>>(),
  tags: text('tags').array(),
});

export const lines = shop.table('lines', {
  orderId: typedId('ord')('order_id').notNull(),
  ownerId: text('owner_id').notNull(),
  product: text('product').notNull(),
});

const owned = (table: string): string => `
  alter table ${table} enable row level security;
  alter table ${table} force row level security;
  create policy owners on ${table} using (owner_id = any(${scopeExpression('text')}));`;

export const shopFiles = {
  '0001_orders.sql': `
    create table shop.orders (
      id uuid primary key, owner_id text not null, quantity integer not null, total bigint, weight numeric, paid boolean,
      placed_at timestamptz(3), details jsonb, tags text[]);
    create index orders_newest on shop.orders (owner_id, id desc);
    create table shop.lines (order_id uuid not null references shop.orders, owner_id text not null, product text not null);
    create index lines_order on shop.lines (order_id);
    ${owned('shop.orders')} ${owned('shop.lines')}`,
};

const { ownerId, quantity, id } = orders;

export const insertOrder = compileWrite({ id, ownerId, quantity }, (q, p) =>
  q.insert(orders).values({ id: p.id, ownerId: p.ownerId, quantity: p.quantity }).returning({ id }),
);
export const insertLine = compileWrite({ orderId: lines.orderId, ownerId, product: lines.product }, (q, p) =>
  q.insert(lines).values({ orderId: p.orderId, ownerId: p.ownerId, product: p.product }),
);
export const setQuantity = compileWrite({ id, quantity }, (q, p) =>
  q.update(orders).set({ quantity: p.quantity }).where(eq(id, p.id)).returning({ quantity }),
);
/** These forget to ask for the owner. */
export const orderById = compile({ id }, (q, p) => q.select({ id, ownerId, quantity }).from(orders).where(eq(id, p.id)));
export const ordersByIds = compile({ ids: arrayOf(id) }, (q, { ids }) =>
  q.select({ id, quantity }).from(orders).where(sql`${id} = any(${ids})`).orderBy(quantity),
);
export const enterScope = compile({ scope: textParameter }, (_q, { scope }) => sql<{ set: string }>`select ${setScope(scope)} as set`);

export interface Shop {
  readonly url: string;
  readonly db: Database<'shop'>;
  readonly admin: EmptyDatabase['admin'];
  close(): Promise<void>;
}

export async function openShop(): Promise<Shop> {
  const database: EmptyDatabase = await migratedDatabase('shop', shopFiles);
  const { url } = database;
  const db = createDatabase('shop', { url });
  return {
    url,
    db,
    admin: database.admin,
    close: async () => {
      await db.close();
      await database.close();
    },
  };
}
