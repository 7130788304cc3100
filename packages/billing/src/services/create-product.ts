import { compileWrite } from '@plinth/db';
import { requireOperator } from '@plinth/kernel';
import type { BillingContext } from '../context.ts';
import type { CreateProduct, Product } from '../contract/products.ts';
import { products } from '../db/catalogue.ts';
import { billingErrors } from '../errors.ts';
import { productColumns, toProduct } from '../selectors/product.ts';

const { id, key, name, description, createdAt } = products;

const insertProduct = compileWrite({ id, key, name, description, createdAt }, (q, product) =>
  q.insert(products).values(product).onConflictDoNothing({ target: products.key }).returning(productColumns),
);

/** Makes a product; `billing.product_key_taken` where its key has one. For operators. */
export async function createProduct({ tx, ids, clock, actor }: BillingContext, input: CreateProduct): Promise<Product> {
  requireOperator(actor);
  const [made] = await tx.run(insertProduct, { description: '', ...input, id: ids('prod'), createdAt: clock.now() });
  if (!made) throw billingErrors.productKeyTaken({ key: input.key });
  return toProduct(made);
}
