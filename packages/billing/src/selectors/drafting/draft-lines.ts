import type { Id } from '@plinth/kernel';
import type { InstantPeriod } from '../../rules/billing-calendar.ts';
import { minorUnitPlaces } from '../../rules/currency.ts';
import { type Decimal, zero } from '../../rules/decimal.ts';
import { formatMinorUnits } from '../../rules/money.ts';
import { explainRating } from '../../rules/rating/explain.ts';
import type { Usage } from '../../rules/rating/price.ts';
import { type RatedLine, rateCharge } from '../../rules/rating/rate-charge.ts';
import type { ChargeUsageAsk } from '../usages.ts';
import type { DraftLine } from './invoice-draft.ts';
import type { ChargeTerms, PlanTerms } from '../plan-terms.ts';

/** One boundary of a subscription: the period that ends there and the one that begins. */
export interface Boundary {
  readonly subscriptionId: Id<'sub'>;
  readonly accountId: Id<'acct'>;
  readonly terms: PlanTerms;
  /** What charges without a meter are charged for. */
  readonly quantity: Decimal;
  /** Null where the subscription begins. */
  readonly ended: InstantPeriod | null;
  readonly begun: InstantPeriod;
}

export interface BilledCharge {
  readonly charge: ChargeTerms;
  readonly period: InstantPeriod;
  /** What is asked of the usage; null where nothing is counted. */
  readonly ask: ChargeUsageAsk | null;
}

function askOf({ price, meter }: ChargeTerms, accountId: Id<'acct'>, { start, end }: InstantPeriod): ChargeUsageAsk | null {
  if (!meter) return null;
  const events = price.model === 'percentage' ? { freeEvents: price.freeEvents ?? null, freeTotal: price.freeTotal?.toFixed() ?? null } : null;
  return { accountId, ...meter, from: start.toString(), to: end.toString(), events };
}

/** What is billed at a boundary, in the plan's order: in advance for the period that begins, in arrears for the one that ended. */
export function billedCharges({ accountId, terms, ended, begun }: Boundary): BilledCharge[] {
  return terms.charges.flatMap((charge) => {
    const period = charge.timing === 'inAdvance' ? begun : ended;
    return period ? [{ charge, period, ask: askOf(charge, accountId, period) }] : [];
  });
}

/** How an amount came about: its model and steps, what a maximum took off, and the events that were counted. */
function explain({ charge, ask }: BilledCharge, line: RatedLine, currency: string): DraftLine['explanation'] {
  const { price, limits } = charge;
  const major = (amount: bigint) => formatMinorUnits(amount, minorUnitPlaces(currency));
  if (line.reason === 'minimumSpend') return { model: price.model, ...explainRating(line), minimumSpend: major(limits.minimum ?? 0n) };
  const usage = ask && { eventType: ask.eventType, aggregation: ask.aggregation, valueProperty: ask.valueProperty, from: ask.from, to: ask.to };
  const limited = line.maximumDiscount > 0n && { maximumSpend: major(limits.maximum ?? 0n), maximumDiscount: major(line.maximumDiscount) };
  return { model: price.model, ...explainRating(line), ...limited, ...(usage && { usage }) };
}

/** The lines of a boundary. `usages` are the answers to the asks of its charges, in their order. */
export function draftLines(boundary: Boundary, charges: readonly BilledCharge[], usages: readonly Usage[]): DraftLine[] {
  const { subscriptionId, terms } = boundary;
  const answers = usages.values();
  return charges.flatMap((billed) => {
    const { charge, period, ask } = billed;
    const { id, key, timing, price } = charge;
    const held = price.model === 'flat' ? null : boundary.quantity;
    const usage = ask ? (answers.next().value ?? { quantity: zero }) : { quantity: held ?? zero };
    const quantity = ask ? usage.quantity : held;
    return rateCharge(charge, usage, terms.currency).map((line) => ({
      subscriptionId,
      chargeId: id,
      chargeKey: key,
      description: line.reason === 'minimumSpend' ? `${terms.name}: ${key}, minimum spend` : `${terms.name}: ${key}`,
      timing,
      quantity: line.reason === 'minimumSpend' ? null : quantity,
      period,
      amount: line.amount,
      reason: line.reason,
      explanation: explain(billed, line, terms.currency),
    }));
  });
}
