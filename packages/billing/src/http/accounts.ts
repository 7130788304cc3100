import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { idSchema } from '@plinth/kernel';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';

const tag = 'Accounts';

const listAccounts = describe(billingContract, 'listAccounts', {
  tag,
  summary: 'List billing accounts',
  description: 'The accounts that the caller may read, newest first.',
  query: z.strictObject({
    ownerId: z.string().max(100).exactOptional().meta({ description: 'Only the accounts of this organization.' }),
    ...pageQuery,
  }),
});

const getAccount = describe(billingContract, 'getAccount', {
  tag,
  summary: 'Read a billing account',
  params: z.strictObject({ accountId: idSchema('acct') }),
});

export const accountRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.get('/accounts', listAccounts, (request) => billing.selectors.listAccounts(request.query, callOf(request)));

  app.get('/accounts/:accountId', getAccount, (request) => billing.selectors.getAccount(request.params, callOf(request)));
};
