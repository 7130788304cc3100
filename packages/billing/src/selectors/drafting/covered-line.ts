import type { SubscriptionLine } from './invoice-draft.ts';

/** A line that was billed in advance, of which nothing has been given back. */
export type CoveredLine = Pick<SubscriptionLine, 'id' | 'chargeId' | 'chargeKey' | 'description' | 'quantity' | 'period' | 'amount'> & {
  readonly whole: NonNullable<SubscriptionLine['whole']>;
};
