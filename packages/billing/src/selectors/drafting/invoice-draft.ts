import type { Id } from '@plinth/kernel';
import type { Temporal } from 'temporal-polyfill';
import type { Explanation } from '../../contract/explanation.ts';
import type { InstantPeriod } from '../../rules/billing-calendar.ts';
import type { Decimal } from '../../rules/decimal.ts';
import type { Fraction } from '../../rules/fraction.ts';

/** What becomes a line. */
export interface DraftLine {
  readonly id: Id<'line'>;
  /** Null, with all that comes from a subscription, for what is billed once. */
  readonly subscriptionId: Id<'sub'> | null;
  readonly chargeId: Id<'charge'> | null;
  readonly chargeKey: string | null;
  readonly description: string;
  readonly timing: 'inAdvance' | 'inArrears';
  /** Null where nothing was counted. */
  readonly quantity: Decimal | null;
  readonly period: InstantPeriod | null;
  /** Minor units of the account's currency, rounded. */
  readonly amount: bigint;
  /** Why the line is there; with charge, start of the period and sequence its identity within the subscription. */
  readonly reason: 'period' | 'minimumSpend' | 'change' | 'credit' | 'lateUsage' | 'oneOff';
  /** Counts what happens to one period; 0 for what it is billed for by itself. */
  readonly sequence: number;
  /** When the period of the subscription began in which the line is billed. */
  readonly billedSince: Temporal.Instant | null;
  /** The line that this one gives back a part of. */
  readonly credits: Id<'line'> | null;
  /** What is billed in advance: all or a part of a cycle, whose whole amount this is (minor units). */
  readonly whole: { readonly amount: bigint; readonly cycle: InstantPeriod } | null;
  /** Of what was used, which is rated anew until the invoice is final: the share of a whole cycle that its spend limits are for. */
  readonly share: Fraction | null;
  /** The key of the rate that it is taxed with; null for that of its charge or its account. */
  readonly taxRate: string | null;
  /** How the amount came about. */
  readonly explanation: Explanation;
}

/** One charge of one period, rated. */
export interface SubscriptionLine extends DraftLine {
  readonly subscriptionId: Id<'sub'>;
  readonly chargeId: Id<'charge'>;
  readonly chargeKey: string;
  readonly period: InstantPeriod;
  readonly billedSince: Temporal.Instant;
}

/** All that an invoice is made of; it has no number. */
export interface InvoiceDraft {
  readonly account: {
    readonly id: Id<'acct'>;
    readonly ownerId: string;
    readonly currency: string;
    readonly timeZone: string;
    readonly testClockId: Id<'clock'> | null;
  };
  /** The account's time at which it is made. */
  readonly issuedAt: Temporal.Instant;
  readonly lines: readonly DraftLine[];
}
