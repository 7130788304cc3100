import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';

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
export type GetAccount = InputOf<typeof accountSelectors.getAccount>;
export type ListAccounts = InputOf<typeof accountSelectors.listAccounts>;
