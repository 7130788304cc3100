import { createIds } from '@plinth/kernel';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { localDateOf, startOfLocalDay } from '../../../rules/billing-calendar.ts';
import { decimalOf } from '../../../rules/decimal.ts';
import { parsePrice } from '../../../rules/rating/price-text.ts';
import { cycleOf, cyclesFrom } from '../../../rules/subscription-cycles.ts';
import type { ChargeTerms, PlanTerms } from '../../plan-terms.ts';
import type { DraftedPassage } from '../draft-passage.ts';
import type { SubscriptionLine } from '../invoice-draft.ts';
import { notLookedAt } from '../late-periods.ts';
import type { SubscriptionFacts } from '../subscription-facts.ts';

export const ids = createIds({ now: () => new Date() });

const charge = (key: string, timing: ChargeTerms['timing'], price: Parameters<typeof parsePrice>[0], perQuantity: boolean): ChargeTerms => ({
  id: ids('charge'), key, timing, price: parsePrice(price), limits: {}, interval: null, metered: false, perQuantity, meter: null,
});

/** A plan with a flat fee and seats in advance, and a flat fee in arrears, each in cents. */
function aPlan(proration: PlanTerms['proration'], unit: PlanTerms['interval']['unit'], [fee, seat, after]: readonly [number, number, number]): PlanTerms {
  const major = (cents: number) => decimalOf(BigInt(cents)).div(100).toFixed();
  const charges = [
    charge('base', 'inAdvance', { model: 'flat', amount: major(fee) }, false),
    charge('seats', 'inAdvance', { model: 'standard', unitAmount: major(seat) }, true),
    charge('support', 'inArrears', { model: 'flat', amount: major(after) }, false),
  ];
  return { id: ids('plan'), name: 'Plan', status: 'published', accountId: null, currency: 'EUR', interval: { unit, count: 1 }, trialDays: 0, proration, charges };
}

const cents = fc.tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 9_999 }), fc.integer({ min: 0, max: 9_999 }));
const units = fc.constantFrom('week' as const, 'month' as const, 'month' as const, 'year' as const);

/** Two plans that are measured alike, of whatever prices and intervals. */
export const somePlans = fc
  .tuple(fc.constantFrom('second' as const, 'day' as const), units, units, cents, cents)
  .map(([proration, a, b, pricesA, pricesB]) => [aPlan(proration, a, pricesA), aPlan(proration, b, pricesB)] as const);

export const timeZones = fc.constantFrom('UTC', 'Europe/Vienna', 'America/New_York', 'Pacific/Auckland', 'Asia/Kolkata');

/** Seconds from the first of 2027 within two years. */
export const starts = fc.integer({ min: 0, max: 2 * 366 * 86_400 }).map((seconds) => Temporal.Instant.from('2027-01-01T00:00:00Z').add({ seconds }));

/** A subscription that begins at an instant, before anything has come about. */
export function aBeginning(plan: PlanTerms, startsAt: Temporal.Instant, timeZone: string, anchorDay: number | null = null): SubscriptionFacts {
  const begins = startOfLocalDay(localDateOf(startsAt, timeZone), timeZone);
  const cycles = cyclesFrom(plan, begins, timeZone, anchorDay);
  const nothing = { anchorDay, trialEndsAt: null, resumesAt: null, cancelAt: null, cancelsAtPeriodEnd: false, endsAt: null, endedAt: null, usageBilled: false, settlesAt: null, changes: [] };
  return {
    row: { id: ids('sub') },
    account: { id: ids('acct'), ownerId: 'org', currency: 'EUR', timeZone, testClockId: null },
    state: { ...nothing, status: 'scheduled', terms: plan, quantity: decimalOf(3n), cycles, period: { start: begins, end: cycleOf(cycles, plan, null).end }, startsAt, termsSince: begins, quantitySince: begins },
    version: 0,
    covered: [],
    countedUntil: null,
    late: notLookedAt,
    plans: new Map([[plan.id, plan]]),
  };
}

/** All lines of passages; nothing here is metered. */
export const linesIn = (passages: readonly DraftedPassage[]): SubscriptionLine[] => passages.flatMap(({ parts }) => parts.flatMap((part) => ('ask' in part ? [] : part)));

export const sumOf = (lines: readonly SubscriptionLine[]): bigint => lines.reduce((sum, { amount }) => sum + amount, 0n);
