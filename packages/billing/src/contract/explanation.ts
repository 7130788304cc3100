import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const facts = z.record(z.string(), scalar);

/** How an amount came about: single facts, groups of them such as a window of events, and lists such as the tiers reached. */
export const explanation = z.record(z.string(), z.union([scalar, facts, z.array(z.union([scalar, facts]))])).meta({
  id: 'Explanation',
  description: 'How the amount came about: the model, the exact amount, each step on the way.',
});

export type Explanation = z.output<typeof explanation>;
