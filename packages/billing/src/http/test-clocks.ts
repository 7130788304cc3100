import { callOf, describe, type Routes } from '@plinth/http';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';

const tag = 'Test clocks';

const testClock = {
  id: 'clock_01h2xcejqtf2nbrexx3vqjhp41',
  now: '2027-01-31T10:00:00.000Z',
  target: null,
  status: 'ready',
  version: 1,
  createdAt: '2027-01-01T12:00:00.000Z',
};

const createTestClock = describe(billingContract, 'createTestClock', {
  tag,
  summary: 'Create a test clock',
  description: 'For operators. It stands still until it is advanced; accounts made on it live in its time for ever.',
  body: billingContract.services.createTestClock.input,
  status: 201,
  example: { body: { now: testClock.now }, response: testClock },
});

const getTestClock = describe(billingContract, 'getTestClock', {
  tag,
  summary: 'Read a test clock',
  description: 'For operators.',
  params: billingContract.selectors.getTestClock.input,
  example: { response: testClock },
});

export const testClockRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.post('/test-clocks', createTestClock, (request) => billing.services.createTestClock(request.body, callOf(request)));

  app.get('/test-clocks/:testClockId', getTestClock, (request) => billing.selectors.getTestClock(request.params, callOf(request)));
};
