import { callOf, describe, judgedInParts, type Routes } from '@plinth/http';
import { idSchema } from '@plinth/kernel';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';
import { keyField } from '../contract/fields.ts';
import { largestBatch, usageWindow } from '../contract/usage.ts';
import { oneUsageEvent, usageEventCandidate } from '../contract/usage-event.ts';

const tag = 'Usage';

const event = {
  specversion: '1.0',
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  source: 'https://api.example.com',
  type: 'api.call',
  subject: 'acct_01h455vb4pex5vsknk084sn02q',
  time: '2027-02-01T00:00:00.000Z',
};

const bodies = {
  'application/cloudevents-batch+json': judgedInParts(z.array(usageEventCandidate).min(1).max(largestBatch)),
  'application/cloudevents+json': judgedInParts(oneUsageEvent),
};

const recordUsage = describe(billingContract, 'recordUsageEvents', {
  tag,
  summary: 'Report usage',
  description:
    'CloudEvents 1.0 in JSON. An event is known by account, source and id, and counts once however often it comes. ' +
    'A batch is answered event by event, and one that is rejected takes no other with it; why a single event is rejected is the answer.',
  body: bodies,
  bodyLimit: 4 * 1024 * 1024,
  idempotent: false,
  example: { body: [event], response: { data: [{ id: event.id, status: 'accepted' }] } },
});

const groupBy = z
  .string()
  .regex(/^[^\W_][\w.-]{0,63}(?:,[^\W_][\w.-]{0,63}){0,3}$/, 'Up to four properties, separated by commas.')
  .meta({ description: 'Properties that the meter groups by, separated by commas: a row for each combination of their values.' });

const instant = z.iso.datetime({ offset: true });

const getUsage = describe(billingContract, 'getUsage', {
  tag,
  summary: 'Read usage',
  description: "What a meter counts of an account's events from `from`, before `to`: one row, or one for each window of the account's time zone.",
  query: z.strictObject({
    accountId: idSchema('acct'),
    meter: keyField.meta({ description: 'The key of the meter.' }),
    from: instant.meta({ description: 'Events from this instant on.' }),
    to: instant.meta({ description: 'Events before this instant.' }),
    window: usageWindow.exactOptional().meta({ description: "A row for each of these, in the account's time zone; one row where it is left out." }),
    groupBy: groupBy.exactOptional(),
  }),
  example: { response: { data: [{ from: '2027-01-31T00:00:00.000Z', to: '2027-02-28T00:00:00.000Z', value: '1500' }] } },
});

export const usageRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.post('/usage-events', recordUsage, (request) => {
    const { body } = request;
    const { services } = billing;
    return Array.isArray(body)
      ? services.recordUsageEvents({ events: body }, callOf(request))
      : services.recordUsageEvent({ event: body }, callOf(request));
  });

  app.get('/usage', getUsage, (request) => {
    const { groupBy: listed, ...query } = request.query;
    return billing.selectors.getUsage({ ...query, ...(listed !== undefined && { groupBy: listed.split(',') }) }, callOf(request));
  });
};
