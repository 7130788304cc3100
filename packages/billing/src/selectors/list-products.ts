import { compile, integer, limitOf } from '@plinth/db';
import { defaultLimit, newestBefore, type Page, pageOf } from '@plinth/kernel';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { ListProducts, Product } from '../contract/products.ts';
import { products } from '../db/catalogue.ts';
import { catalogueReader } from './catalogue-reader.ts';
import { productColumns, toProduct } from './product.ts';

const parameters = { before: products.id, limit: integer };

const allProducts = compile(parameters, (q, p) =>
  q.select(productColumns).from(products).where(lt(products.id, p.before)).orderBy(desc(products.id)).limit(limitOf(p.limit)),
);

const activeProducts = compile(parameters, (q, p) =>
  q
    .select(productColumns)
    .from(products)
    .where(and(eq(products.status, sql`'active'`), lt(products.id, p.before)))
    .orderBy(desc(products.id))
    .limit(limitOf(p.limit)),
);

/** Products, newest first; archived ones for operators alone. */
export async function listProducts({ db, actor }: BillingReadContext, { cursor, limit = defaultLimit }: ListProducts): Promise<Page<Product>> {
  const { seesDrafts } = catalogueReader(actor);
  const rows = await db.run(seesDrafts ? allProducts : activeProducts, { before: newestBefore('prod', cursor), limit: limit + 1 });
  return pageOf(rows, limit, (row) => [row.id], toProduct);
}
