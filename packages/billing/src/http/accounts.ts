import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { idSchema } from '@plinth/kernel';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';

const tag = 'Accounts';

const account = {
  id: 'acct_01h2xcejqtf2nbrexx3vqjhp41',
  ownerId: 'org_01h2xcejqtf2nbrexx3vqjhp41',
  name: 'Analytical Engines',
  currency: 'EUR',
  timeZone: 'UTC',
  testClockId: null,
  taxTreatment: 'taxable',
  taxRate: 'at_standard',
  taxNote: null,
  graceDays: null,
  version: 1,
  createdAt: '2027-01-01T12:00:00.000Z',
};
const { name, currency, timeZone, ownerId } = account;

const createAccount = describe(billingContract, 'createAccount', {
  tag,
  summary: 'Create a billing account',
  description: 'For operators. Each new organization gets an account by itself; this makes another, or one that lives in the time of a test clock.',
  body: billingContract.services.createAccount.input,
  status: 201,
  example: { body: { name, currency, timeZone, ownerId }, response: account },
});

const listAccounts = describe(billingContract, 'listAccounts', {
  tag,
  summary: 'List billing accounts',
  description: 'The accounts that the caller may read, newest first.',
  query: z.strictObject({
    ownerId: z.string().max(100).exactOptional().meta({ description: 'Only the accounts of this organization.' }),
    ...pageQuery,
  }),
  example: { response: { data: [account], nextCursor: null } },
});

const getAccount = describe(billingContract, 'getAccount', {
  tag,
  summary: 'Read a billing account',
  params: z.strictObject({ accountId: idSchema('acct') }),
  example: { response: account },
});

const { accountId: byAccount, ...changes } = billingContract.services.updateAccount.input.shape;

const updateAccount = describe(billingContract, 'updateAccount', {
  tag,
  summary: 'Change how an account is billed',
  description: 'For operators. What it is called, how it is taxed, and for how many days its invoices stay drafts. Its next invoice follows; those that are issued stay.',
  params: z.strictObject({ accountId: byAccount }),
  body: z.strictObject(changes),
  example: { body: { ownerId, taxTreatment: 'reverseCharge', taxNote: 'Reverse charge.' }, response: { ...account, taxTreatment: 'reverseCharge', taxNote: 'Reverse charge.', version: 2 } },
});

export const accountRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.post('/accounts', createAccount, (request) => billing.services.createAccount(request.body, callOf(request)));

  app.get('/accounts', listAccounts, (request) => billing.selectors.listAccounts(request.query, callOf(request)));

  app.get('/accounts/:accountId', getAccount, (request) => billing.selectors.getAccount(request.params, callOf(request)));

  app.patch('/accounts/:accountId', updateAccount, (request) => billing.services.updateAccount({ ...request.params, ...request.body }, callOf(request)));
};
