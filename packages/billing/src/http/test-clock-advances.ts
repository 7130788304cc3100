import { callOf, describe, type Routes } from '@plinth/http';
import { idSchema } from '@plinth/kernel';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';
import { clockInstant } from '../contract/test-clocks.ts';

const advanceTestClock = describe(billingContract, 'advanceTestClock', {
  tag: 'Test clocks',
  summary: 'Advance a test clock',
  description: 'For operators. The clock is `advancing` until all that falls due on the way is invoiced and posted; read it until it is `ready`.',
  params: z.strictObject({ testClockId: idSchema('clock') }),
  body: z.strictObject({ to: clockInstant }),
  status: 202,
  example: {
    body: { to: '2027-03-01T12:00:00Z' },
    response: {
      id: 'clock_01h2xcejqtf2nbrexx3vqjhp41',
      now: '2027-01-31T10:00:00.000Z',
      target: '2027-03-01T12:00:00.000Z',
      status: 'advancing',
      version: 2,
      createdAt: '2027-01-01T12:00:00.000Z',
    },
  },
});

export const testClockAdvanceRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.post('/test-clocks/:testClockId/advance', advanceTestClock, (request) =>
    billing.services.advanceTestClock({ ...request.params, ...request.body }, callOf(request)));
};
