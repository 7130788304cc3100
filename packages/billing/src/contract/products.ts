import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { descriptionField, keyField, nameField } from './fields.ts';

export const product = z
  .strictObject({
    id: idSchema('prod'),
    key: z.string(),
    name: z.string(),
    description: z.string(),
    status: z.enum(['active', 'archived']),
    version: z.int(),
    createdAt: z.iso.datetime(),
    archivedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Product', description: 'What is sold; its plans are the ways to pay for it.' });

const newProduct = z.strictObject({ key: keyField, name: nameField, description: descriptionField.exactOptional() });
const byId = z.strictObject({ productId: idSchema('prod') });

export const productServices = {
  createProduct: operation({ input: newProduct, output: product, errors: [billingErrors.productKeyTaken] }),
  archiveProduct: operation({ input: byId, output: product, errors: [billingErrors.productNotFound] }),
};

export const productSelectors = {
  getProduct: operation({ input: byId, output: product, errors: [billingErrors.productNotFound] }),
  listProducts: operation({ input: z.strictObject(pageInput), output: pageSchema('ProductPage', product) }),
};

export type Product = z.output<typeof product>;
export type CreateProduct = InputOf<typeof productServices.createProduct>;
export type ArchiveProduct = InputOf<typeof productServices.archiveProduct>;
export type GetProduct = InputOf<typeof productSelectors.getProduct>;
export type ListProducts = InputOf<typeof productSelectors.listProducts>;
