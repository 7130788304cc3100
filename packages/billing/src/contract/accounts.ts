import { idSchema, pageInput, pageSchema, requestErrors } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { currencyField, keyField, nameField, noteField, ownerField } from './fields.ts';
import { taxTreatment } from './tax-rates.ts';

export const account = z
  .strictObject({
    id: idSchema('acct'),
    ownerId: z.string(),
    name: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    testClockId: idSchema('clock').nullable().meta({ description: 'The clock whose time a test account lives in; null for a live account.' }),
    taxTreatment,
    taxRate: z.string().nullable().meta({ description: "The key of the rate for charges without one of their own; null for the seller's, if it has one." }),
    taxNote: z.string().nullable().meta({ description: 'Why there is no tax, as its invoices say it; null for the usual words.' }),
    graceDays: z.int().nullable().meta({ description: "Days for which its invoices stay drafts; null for the seller's." }),
    version: z.int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Account', description: 'Who pays: the billing side of an organization.' });

const settings = {
  graceDays: z.int().min(0).max(90).nullable().exactOptional(),
  taxTreatment: taxTreatment.exactOptional(),
  taxRate: keyField.nullable().exactOptional().meta({ description: "The key of an active tax rate; null for the seller's, if it has one." }),
  taxNote: noteField.nullable().exactOptional(),
};

const newAccount = z.strictObject({
  name: nameField,
  currency: currencyField,
  timeZone: z.string().max(100).meta({ description: 'A name of the IANA time zone database, such as Europe/Vienna.' }),
  ownerId: ownerField,
  testClockId: idSchema('clock').exactOptional().meta({ description: 'Makes a test account, for ever in the time of this clock.' }),
  ...settings,
});

export const accountServices = {
  createAccount: operation({ input: newAccount, output: account }),
  updateAccount: operation({
    input: z.strictObject({ accountId: idSchema('acct'), ownerId: ownerField, name: nameField.exactOptional(), ...settings }),
    output: account,
    errors: [billingErrors.accountNotFound, requestErrors.preconditionFailed],
  }),
};

export const accountSelectors = {
  getAccount: operation({
    input: z.strictObject({ accountId: idSchema('acct') }),
    output: account,
    errors: [billingErrors.accountNotFound],
  }),
  listAccounts: operation({
    input: z.strictObject({ ownerId: z.string().max(100).exactOptional(), ...pageInput }),
    output: pageSchema('AccountPage', account),
  }),
};

export type Account = z.output<typeof account>;
export type CreateAccount = InputOf<typeof accountServices.createAccount>;
export type UpdateAccount = InputOf<typeof accountServices.updateAccount>;
export type GetAccount = InputOf<typeof accountSelectors.getAccount>;
export type ListAccounts = InputOf<typeof accountSelectors.listAccounts>;
