import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';
import { keyField } from '../contract/fields.ts';

const tag = 'Tax rates';

const asked = { key: 'at_standard', name: 'USt', jurisdiction: 'AT', percentage: '20', behavior: 'exclusive' };
const rate = {
  ...asked,
  id: 'taxrate_01h2xcejqtf2nbrexx3vqjhp41',
  version: 1,
  revision: 1,
  status: 'active',
  createdAt: '2027-01-01T12:00:00.000Z',
  archivedAt: null,
  parts: [],
};

const createTaxRate = describe(billingContract, 'createTaxRate', {
  tag,
  summary: 'Create a tax rate',
  description: 'For operators. It is one tax, or put together from others, such as those of a state and of a county. Where the key has a rate already this is its next version: what is taxed with the key is taxed with it from now on.',
  body: billingContract.services.createTaxRate.input,
  status: 201,
  example: { body: asked, response: rate },
});

const archiveTaxRate = describe(billingContract, 'archiveTaxRate', {
  tag,
  summary: 'Archive a tax rate',
  description: 'For operators. No account and no charge can take it any more; those that have it keep it.',
  params: billingContract.services.archiveTaxRate.input,
  example: { response: { ...rate, revision: 2, status: 'archived', archivedAt: '2027-01-01T12:05:00.000Z' } },
});

const getTaxRate = describe(billingContract, 'getTaxRate', {
  tag,
  forbids: false,
  summary: 'Read a tax rate',
  params: billingContract.selectors.getTaxRate.input,
  example: { response: rate },
});

const listTaxRates = describe(billingContract, 'listTaxRates', {
  tag,
  forbids: false,
  summary: 'List tax rates',
  description: 'Newest first, archived ones too.',
  query: z.strictObject({ key: keyField.exactOptional().meta({ description: 'Only the versions of this rate.' }), ...pageQuery }),
  example: { response: { data: [rate], nextCursor: null } },
});

export const taxRateRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.post('/tax-rates', createTaxRate, (request) => billing.services.createTaxRate(request.body, callOf(request)));

  app.get('/tax-rates', listTaxRates, (request) => billing.selectors.listTaxRates(request.query, callOf(request)));

  app.get('/tax-rates/:taxRateId', getTaxRate, (request) => billing.selectors.getTaxRate(request.params, callOf(request)));

  app.post('/tax-rates/:taxRateId/archive', archiveTaxRate, (request) => billing.services.archiveTaxRate(request.params, callOf(request)));
};
