import { callOf, describe, type Routes } from '@plinth/http';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

const previewPricing = describe(billingContract, 'previewPricing', {
  tag: 'Pricing',
  summary: 'Preview a price',
  description: 'What quantities would cost, step by step, by the rules that invoices are made by. Needs no plan, account or session.',
  public: true,
  idempotent: false,
  body: billingContract.selectors.previewPricing.input,
  example: {
    body: { currency: 'EUR', charges: [{ key: 'seats', model: 'standard', unitAmount: '0.125', quantity: '3' }] },
    response: {
      lines: [{ key: 'seats', amount: eur(38), exact: '0.375', breakdown: [{ kind: 'units', quantity: '3', unitAmount: '0.125', amount: '0.375' }] }],
      total: eur(38),
    },
  },
});

export const pricingRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.post('/pricing/preview', previewPricing, (request) => billing.selectors.previewPricing(request.body, callOf(request)));
};
