import { callOf, describe, type Routes } from '@plinth/http';
import { idSchema } from '@plinth/kernel';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';

const euros = { amount: 2500, currency: 'EUR' };
const nothing = { amount: 0, currency: 'EUR' };
const balance = {
  currency: 'EUR',
  debits: euros,
  credits: euros,
  accounts: [
    { account: 'receivable', debits: euros, credits: nothing },
    { account: 'revenue', debits: nothing, credits: euros },
  ],
};

const getTrialBalance = describe(billingContract, 'getTrialBalance', {
  tag: 'Ledger',
  summary: 'Read the trial balance',
  description: 'What was debited and credited in each currency, and in each ledger account; for operators.',
  query: z.strictObject({
    testClockId: idSchema('clock').exactOptional().meta({ description: "The book of this test clock's accounts; live accounts where it is left out." }),
  }),
  example: { response: { data: [balance] } },
});

export const ledgerRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.get('/ledger/trial-balance', getTrialBalance, (request) => billing.selectors.getTrialBalance(request.query, callOf(request)));
};
