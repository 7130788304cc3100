import type { Id } from '@plinth/kernel';
import type { Temporal } from 'temporal-polyfill';
import type { Explanation } from '../../contract/explanation.ts';
import type { InstantPeriod } from '../../rules/billing-calendar.ts';
import type { Decimal } from '../../rules/decimal.ts';

/** One charge of one period, rated: what becomes a line. */
export interface DraftLine {
  readonly subscriptionId: Id<'sub'>;
  readonly chargeId: Id<'charge'>;
  readonly chargeKey: string;
  readonly description: string;
  readonly timing: 'inAdvance' | 'inArrears';
  /** Null where nothing was counted. */
  readonly quantity: Decimal | null;
  readonly period: InstantPeriod;
  /** Minor units of the account's currency, rounded. */
  readonly amount: bigint;
  /** Why the line is there; with charge and period its identity within the subscription. */
  readonly reason: 'period' | 'minimumSpend';
  /** How the amount came about. */
  readonly explanation: Explanation;
}

/** All that an invoice is made of; it has no number and no row. */
export interface InvoiceDraft {
  readonly account: {
    readonly id: Id<'acct'>;
    readonly ownerId: string;
    readonly currency: string;
    readonly timeZone: string;
    readonly testClockId: Id<'clock'> | null;
  };
  /** The account's time; its local date is the date of the invoice. */
  readonly issuedAt: Temporal.Instant;
  readonly lines: readonly DraftLine[];
}
