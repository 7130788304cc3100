import { idSchema } from '@plinth/kernel';
import { z } from 'zod';

/** CloudEvents 1.0.2, 2.1: strings without control characters and halves of surrogate pairs. */
const text = (longest: number) => z.string().min(1).max(longest).regex(/^[^\p{Cc}\p{Cs}]+$/u, 'Text without control characters.');

const attributes = z
  .object({
    specversion: z.literal('1.0'),
    id: text(255).meta({ description: 'With `source` the identity of the event within its account.' }),
    source: text(1000),
    type: text(255).meta({ description: 'What meters count by.' }),
    subject: idSchema('acct').meta({ description: 'The account that used something.' }),
    time: z.iso
      .datetime({ offset: true })
      .exactOptional()
      .meta({ description: "When it was used, to the millisecond; now in the account's time, where it is left out. At most 31 days ahead of it." }),
    datacontenttype: z.string().regex(/^application\/(?:[\w.-]{1,60}\+)?json(?:;.{0,60})?$/i, 'A JSON media type.').exactOptional(),
    dataschema: text(1000).exactOptional(),
    data: z.record(z.string(), z.unknown()).nullable().exactOptional().meta({ description: 'What meters sum from: decimals as text, or JSON numbers of up to 15 digits.' }),
  })
  .catchall(z.union([z.string().max(1000), z.boolean(), z.int()]));

// Compiled, because events come by the thousand: a third of the time for one that is right, and what is wrong is told as ever.
/** One event as CloudEvents 1.0 has it (JSON format, structured mode), about an account. */
export const usageEvent = z.compile(attributes);

export type UsageEvent = z.output<typeof usageEvent>;

/** Any JSON. */
export type UsageEventCandidate = object | string | number | boolean | null;

const asUsageEvent = {
  ...z.toJSONSchema(usageEvent),
  id: 'UsageEvent',
  description: 'CloudEvents 1.0. Extension attributes are taken and not kept; type, time and data are what an event says.',
};

// Shown as the event it should be, and taken as anything: whether it is one is judged event by event.
/** What may be a usage event. */
export const usageEventCandidate = z.unknown().meta(asUsageEvent) as z.ZodType<UsageEventCandidate, UsageEventCandidate>;

/** The same, where an array is not taken for a batch. */
export const oneUsageEvent = z
  .unknown()
  .refine((value) => !Array.isArray(value), 'One event; batches are application/cloudevents-batch+json.')
  .meta(asUsageEvent) as z.ZodType<UsageEventCandidate, UsageEventCandidate>;
