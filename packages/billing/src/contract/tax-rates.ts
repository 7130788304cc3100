import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { decimalField, keyField, nameField } from './fields.ts';

const taxBehavior = z.enum(['exclusive', 'inclusive']).meta({ description: 'Whether tax is added to prices, or within them.' });
export const taxTreatment = z
  .enum(['taxable', 'exempt', 'reverseCharge'])
  .meta({ description: 'Whether tax is asked for; with `reverseCharge` the customer owes it to the tax office.' });

const part = { id: idSchema('taxrate'), key: z.string(), name: z.string(), jurisdiction: z.string(), percentage: z.string() };

/** A rate as documents show it. */
export const appliedTaxRate = z
  .strictObject({
    ...part,
    behavior: taxBehavior,
    parts: z.array(z.strictObject(part).meta({ id: 'TaxPart' })).meta({ description: 'The taxes that it is put together from, such as those of a state and of a county; empty for one tax.' }),
  })
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
  percentage: decimalField.exactOptional().meta({ description: 'From 0 to 100: "20" is 20 %. Either this or `parts`.' }),
  behavior: taxBehavior,
  parts: z
    .array(keyField)
    .min(2)
    .max(5)
    .exactOptional()
    .meta({ description: 'Keys of active tax rates of the same behavior that are asked for together. It stays with their versions of now.' }),
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
