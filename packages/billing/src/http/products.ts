import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';

const tag = 'Products';

const product = {
  id: 'prod_01h2xcejqtf2nbrexx3vqjhp41',
  key: 'engine',
  name: 'Analytical Engine',
  description: 'Computes.',
  status: 'active',
  version: 1,
  createdAt: '2027-01-01T12:00:00.000Z',
  archivedAt: null,
};

const createProduct = describe(billingContract, 'createProduct', {
  tag,
  summary: 'Create a product',
  description: 'For operators.',
  body: billingContract.services.createProduct.input,
  status: 201,
  example: { body: { key: product.key, name: product.name, description: product.description }, response: product },
});

const archiveProduct = describe(billingContract, 'archiveProduct', {
  tag,
  summary: 'Archive a product',
  description: 'For operators. It takes no new plan; its plans stay as they are.',
  params: billingContract.services.archiveProduct.input,
  example: { response: { ...product, status: 'archived', version: 2, archivedAt: '2027-01-01T12:05:00.000Z' } },
});

const getProduct = describe(billingContract, 'getProduct', {
  tag,
  forbids: false,
  summary: 'Read a product',
  params: billingContract.selectors.getProduct.input,
  example: { response: product },
});

const listProducts = describe(billingContract, 'listProducts', {
  tag,
  forbids: false,
  summary: 'List products',
  description: 'Newest first; archived ones for operators alone.',
  query: z.strictObject(pageQuery),
  example: { response: { data: [product], nextCursor: null } },
});

export const productRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.post('/products', createProduct, (request) => billing.services.createProduct(request.body, callOf(request)));

  app.get('/products', listProducts, (request) => billing.selectors.listProducts(request.query, callOf(request)));

  app.get('/products/:productId', getProduct, (request) => billing.selectors.getProduct(request.params, callOf(request)));

  app.post('/products/:productId/archive', archiveProduct, (request) => billing.services.archiveProduct(request.params, callOf(request)));
};
