import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { currencyField, nameField, ownerField } from './fields.ts';

export const account = z
  .strictObject({
    id: idSchema('acct'),
    ownerId: z.string(),
    name: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    testClockId: idSchema('clock').nullable().meta({ description: 'The clock whose time a test account lives in; null for a live account.' }),
    version: z.int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Account', description: 'Who pays: the billing side of an organization.' });

const newAccount = z.strictObject({
  name: nameField,
  currency: currencyField,
  timeZone: z.string().max(100).meta({ description: 'A name of the IANA time zone database, such as Europe/Vienna.' }),
  ownerId: ownerField,
  testClockId: idSchema('clock').exactOptional().meta({ description: 'Makes a test account, for ever in the time of this clock.' }),
});

export const accountServices = { createAccount: operation({ input: newAccount, output: account }) };

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
export type GetAccount = InputOf<typeof accountSelectors.getAccount>;
export type ListAccounts = InputOf<typeof accountSelectors.listAccounts>;
