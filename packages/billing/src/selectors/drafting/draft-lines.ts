import type { Id } from '@plinth/kernel';
import type { InstantPeriod } from '../../rules/billing-calendar.ts';
import { parseDecimal, zero } from '../../rules/decimal.ts';
import { explainRating } from '../../rules/rating/explain.ts';
import { rate } from '../../rules/rating/rate.ts';
import type { UsageAsk } from '../usage-quantities.ts';
import type { DraftLine } from './invoice-draft.ts';
import type { ChargeTerms, PlanTerms } from '../plan-terms.ts';

/** One boundary of a subscription: the period that ends there and the one that begins. */
export interface Boundary {
  readonly subscriptionId: Id<'sub'>;
  readonly accountId: Id<'acct'>;
  readonly terms: PlanTerms;
  /** Null where the subscription begins. */
  readonly ended: InstantPeriod | null;
  readonly begun: InstantPeriod;
}

interface BilledCharge {
  readonly charge: ChargeTerms;
  readonly period: InstantPeriod;
  /** What is asked of the usage; null where nothing is counted. */
  readonly ask: UsageAsk | null;
}

/** What is billed at a boundary, in the plan's order: in advance for the period that begins, in arrears for the one that ended. */
export function billedCharges({ accountId, terms, ended, begun }: Boundary): BilledCharge[] {
  return terms.charges.flatMap((charge) => {
    const period = charge.timing === 'inAdvance' ? begun : ended;
    if (!period) return [];
    const window = { from: period.start.toString(), to: period.end.toString() };
    return [{ charge, period, ask: charge.meter && { accountId, ...charge.meter, ...window } }];
  });
}

/** The lines of a boundary. `quantities` are the answers to the asks of its charges, in their order. */
export function draftLines(boundary: Boundary, charges: readonly BilledCharge[], quantities: readonly string[]): DraftLine[] {
  const { subscriptionId, terms } = boundary;
  const answers = quantities.values();
  return charges.map(({ charge: { id, key, timing, price }, period, ask }) => {
    const quantity = ask ? parseDecimal(answers.next().value ?? '') : null;
    const rating = rate(price, { quantity: quantity ?? zero }, terms.currency);
    const usage = ask && { eventType: ask.eventType, aggregation: ask.aggregation, valueProperty: ask.valueProperty, from: ask.from, to: ask.to };
    return {
      subscriptionId,
      chargeId: id,
      chargeKey: key,
      description: `${terms.name}: ${key}`,
      timing,
      quantity,
      period,
      amount: rating.amount.amount,
      explanation: { model: price.model, ...explainRating(rating), ...(usage && { usage }) },
    };
  });
}
