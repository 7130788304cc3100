import { idSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { keyField } from './fields.ts';
import { oneUsageEvent, usageEventCandidate } from './usage-event.ts';

/** The most events of a batch. */
export const largestBatch = 1000;

const problem = z.strictObject({ pointer: z.string(), code: z.string(), message: z.string() });

// Absent rather than null: a serialiser that has to choose between types is slow for a thousand entries.
const receipt = z
  .strictObject({
    id: z.string().exactOptional().meta({ description: "The event's id; left out where it has none." }),
    status: z.enum(['accepted', 'duplicate', 'rejected']),
    code: z.string().exactOptional().meta({ description: 'Why it was rejected, for programs.' }),
    message: z.string().exactOptional(),
    errors: z.array(problem).exactOptional().meta({ description: 'Each field that is wrong, as a JSON Pointer into the event, and the rule.' }),
  })
  .meta({ id: 'UsageReceipt', description: 'What became of an event. A duplicate was accepted before.' });

const receipts = z.strictObject({ data: z.array(receipt) }).meta({ id: 'UsageReceipts', description: 'One for each event, in their order.' });

const usage = z
  .strictObject({
    data: z.array(
      z.strictObject({
        from: z.iso.datetime(),
        to: z.iso.datetime(),
        group: z.record(z.string(), z.string().nullable()).exactOptional().meta({ description: 'The properties that were asked for, null where an event has none.' }),
        value: z.string(),
      }),
    ),
  })
  .meta({ id: 'Usage', description: 'A row for each window and group, from `from`, before `to`; `value` is a decimal. A group without events has no row.' });

export const usageWindow = z.enum(['hour', 'day', 'month']);

const rejections = [billingErrors.accountNotFound, billingErrors.usageEventConflict];

export const usageServices = {
  recordUsageEvent: operation({ input: z.strictObject({ event: oneUsageEvent }), output: receipts, errors: rejections }),
  recordUsageEvents: operation({
    input: z.strictObject({ events: z.array(usageEventCandidate).min(1).max(largestBatch) }),
    output: receipts,
    errors: rejections,
  }),
};

export const usageSelectors = {
  getUsage: operation({
    input: z.strictObject({
      accountId: idSchema('acct'),
      meter: keyField,
      from: z.iso.datetime({ offset: true }),
      to: z.iso.datetime({ offset: true }),
      window: usageWindow.exactOptional(),
      groupBy: z.array(keyField).min(1).exactOptional(),
    }),
    output: usage,
    errors: [billingErrors.accountNotFound],
  }),
};

export type UsageReceipt = z.output<typeof receipt>;
export type UsageReceipts = z.output<typeof receipts>;
export type Usage = z.output<typeof usage>;
export type UsageWindow = z.output<typeof usageWindow>;
export type RecordUsageEvent = InputOf<typeof usageServices.recordUsageEvent>;
export type RecordUsageEvents = InputOf<typeof usageServices.recordUsageEvents>;
export type GetUsage = InputOf<typeof usageSelectors.getUsage>;
