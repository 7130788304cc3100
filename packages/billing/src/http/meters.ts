import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';

const tag = 'Meters';

const meter = {
  id: 'mtr_01h2xcejqtf2nbrexx3vqjhp41',
  key: 'api_calls',
  name: 'API calls',
  aggregation: 'count',
  eventType: 'api.call',
  valueProperty: null,
  filters: [],
  groupBy: [],
  version: 1,
  createdAt: '2027-01-01T12:00:00.000Z',
};

const createMeter = describe(billingContract, 'createMeter', {
  tag,
  summary: 'Create a meter',
  description: 'For operators. What a meter measures never changes.',
  body: billingContract.services.createMeter.input,
  status: 201,
  example: { body: { key: meter.key, name: meter.name, aggregation: 'count', eventType: meter.eventType }, response: meter },
});

const listMeters = describe(billingContract, 'listMeters', {
  tag,
  forbids: false,
  summary: 'List meters',
  description: 'All meters, newest first.',
  query: z.strictObject(pageQuery),
  example: { response: { data: [meter], nextCursor: null } },
});

export const meterRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.post('/meters', createMeter, (request) => billing.services.createMeter(request.body, callOf(request)));

  app.get('/meters', listMeters, (request) => billing.selectors.listMeters(request.query, callOf(request)));
};
