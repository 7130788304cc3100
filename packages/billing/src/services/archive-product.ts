import { compileWrite, instant } from '@plinth/db';
import { requireOperator } from '@plinth/kernel';
import { and, eq, sql } from 'drizzle-orm';
import type { BillingContext } from '../context.ts';
import type { ArchiveProduct, Product } from '../contract/products.ts';
import { products } from '../db/catalogue.ts';
import { billingErrors } from '../errors.ts';
import { productById } from '../selectors/get-product.ts';
import { toProduct } from '../selectors/product.ts';

const archive = compileWrite({ id: products.id, now: instant }, (q, p) =>
  q
    .update(products)
    .set({ status: 'archived', archivedAt: sql`${p.now}::timestamptz`, version: sql`${products.version} + 1` })
    .where(and(eq(products.id, p.id), eq(products.status, sql`'active'`))),
);

/** Ends the sale of a product: it takes no new plan. Its plans stay as they are. A second call changes nothing. For operators. */
export async function archiveProduct({ tx, clock, actor }: BillingContext, { productId }: ArchiveProduct): Promise<Product> {
  requireOperator(actor);
  await tx.run(archive, { id: productId, now: clock.now() });
  const [row] = await tx.run(productById, { id: productId });
  if (!row) throw billingErrors.productNotFound({ productId });
  return toProduct(row);
}
