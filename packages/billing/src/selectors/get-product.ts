import { compile } from '@plinth/db';
import { eq } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { GetProduct, Product } from '../contract/products.ts';
import { products } from '../db/catalogue.ts';
import { billingErrors } from '../errors.ts';
import { catalogueReader } from './catalogue-reader.ts';
import { productColumns, toProduct } from './product.ts';

export const productById = compile({ id: products.id }, (q, { id }) => q.select(productColumns).from(products).where(eq(products.id, id)));

/** One product; an archived one is `billing.product_not_found` for anyone but operators. */
export async function getProduct({ db, actor }: BillingReadContext, { productId }: GetProduct): Promise<Product> {
  const { seesDrafts } = catalogueReader(actor);
  const [row] = await db.run(productById, { id: productId });
  if (!row || (row.status === 'archived' && !seesDrafts)) throw billingErrors.productNotFound({ productId });
  return toProduct(row);
}
