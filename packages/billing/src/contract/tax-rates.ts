import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { decimalField, keyField, nameField } from './fields.ts';

const taxBehavior = z.enum(['exclusive', 'inclusive']).meta({ description: 'Whether tax is added to prices, or within them.' });
export const taxTreatment = z
  .enum(['taxable', 'exempt', 'reverseCharge'])
  .meta({ description: 'Whether tax is asked for; with `reverseCharge` the customer owes it to the tax office.' });

/** A rate as documents show it. */
export const appliedTaxRate = z
  .strictObject({ id: idSchema('taxrate'), key: z.string(), name: z.string(), jurisdiction: z.string(), percentage: z.string(), behavior: taxBehavior })
  .meta({ id: 'AppliedTaxRate' });

export const taxRate = z
  .strictObject({
    ...appliedTaxRate.shape,
    version: z.int().meta({ description: 'Counts the rates with this key, from 1.' }),
    revision: z.int().meta({ description: 'Counts the changes of this very rate; its ETag.' }),
    status: z.enum(['active', 'archived']),
    createdAt: z.iso.datetime(),
    archivedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'TaxRate', description: 'A tax that the seller asks for. It never changes: another percentage is the next version of its key.' });

const newTaxRate = z.strictObject({
  key: keyField,
  name: nameField,
  jurisdiction: nameField.meta({ description: 'Whose tax it is, such as AT or California.' }),
  percentage: decimalField.meta({ description: 'From 0 to 100: "20" is 20 %.' }),
  behavior: taxBehavior,
});

const byId = z.strictObject({ taxRateId: idSchema('taxrate') });

export const taxRateServices = {
  createTaxRate: operation({ input: newTaxRate, output: taxRate }),
  archiveTaxRate: operation({ input: byId, output: taxRate, errors: [billingErrors.taxRateNotFound] }),
};

export const taxRateSelectors = {
  getTaxRate: operation({ input: byId, output: taxRate, errors: [billingErrors.taxRateNotFound] }),
  listTaxRates: operation({ input: z.strictObject({ key: keyField.exactOptional(), ...pageInput }), output: pageSchema('TaxRatePage', taxRate) }),
};

export type AppliedTaxRate = z.output<typeof appliedTaxRate>;
export type TaxRate = z.output<typeof taxRate>;
export type CreateTaxRate = InputOf<typeof taxRateServices.createTaxRate>;
export type ArchiveTaxRate = InputOf<typeof taxRateServices.archiveTaxRate>;
export type GetTaxRate = InputOf<typeof taxRateSelectors.getTaxRate>;
export type ListTaxRates = InputOf<typeof taxRateSelectors.listTaxRates>;
