import type { Product } from '../contract/products.ts';
import { products } from '../db/catalogue.ts';

const { id, key, name, description, status, version, createdAt, archivedAt } = products;
export const productColumns = { id, key, name, description, status, version, createdAt, archivedAt };

/** A product as callers see it. */
export const toProduct = (row: typeof products.$inferSelect): Product => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  archivedAt: row.archivedAt?.toISOString() ?? null,
});
