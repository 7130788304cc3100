import type { Id } from '@plinth/kernel';
import type { Temporal } from 'temporal-polyfill';
import type { Explanation } from '../../contract/explanation.ts';
import type { InstantPeriod } from '../../rules/billing-calendar.ts';
import type { Decimal } from '../../rules/decimal.ts';

/** One charge of one period, rated: what becomes a line. */
export interface DraftLine {
  readonly id: Id<'line'>;
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
  /** Why the line is there; with charge, start of the period and sequence its identity within the subscription. */
  readonly reason: 'period' | 'minimumSpend' | 'change' | 'credit';
  /** Counts what happens to one period; 0 for what it is billed for by itself. */
  readonly sequence: number;
  /** When the period of the subscription began in which the line is billed. */
  readonly billedSince: Temporal.Instant;
  /** The line that this one gives back a part of. */
  readonly credits: Id<'line'> | null;
  /** What is billed in advance: all or a part of a cycle, whose whole amount this is (minor units). */
  readonly whole: { readonly amount: bigint; readonly cycle: InstantPeriod } | null;
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
