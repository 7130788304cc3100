import type { Id, Ids } from '@plinth/kernel';
import type { Temporal } from 'temporal-polyfill';
import type { Explanation } from '../../contract/explanation.ts';
import type { InstantPeriod } from '../../rules/billing-calendar.ts';
import { type ChargedPart, shareOfCycle, type UnusedPart } from '../../rules/billed-parts.ts';
import { minorUnitPlaces } from '../../rules/currency.ts';
import { zero } from '../../rules/decimal.ts';
import { type Fraction, wholeShare } from '../../rules/fraction.ts';
import { formatMinorUnits, shareOf } from '../../rules/money.ts';
import { later } from '../../rules/subscription-state.ts';
import { explainRating } from '../../rules/rating/explain.ts';
import type { Usage } from '../../rules/rating/price.ts';
import { type RatedLine, rateCharge } from '../../rules/rating/rate-charge.ts';
import type { ChargeTerms, PlanTerms } from '../plan-terms.ts';
import type { ChargeUsageAsk } from '../usages.ts';
import type { CoveredLine } from './covered-line.ts';
import type { SubscriptionLine } from './invoice-draft.ts';

/** Whose lines they are, and which step of its life they belong to. */
export interface LineOwner {
  readonly subscriptionId: Id<'sub'>;
  readonly accountId: Id<'acct'>;
  readonly currency: string;
  readonly sequence: number;
  /** When the period began in which it is billed. */
  readonly billedSince: Temporal.Instant;
  readonly ids: Ids;
}

/** Lines that wait for the answer to what was used. */
export interface AwaitedLines {
  readonly ask: ChargeUsageAsk;
  draft(usage: Usage): SubscriptionLine[];
}

const isWhole = ({ numerator, denominator }: Fraction): boolean => numerator === denominator;

function explainShare(share: Fraction, whole: bigint, { cycle }: ChargedPart, currency: string): Explanation {
  if (isWhole(share)) return {};
  const { numerator, denominator } = share;
  const cycleText = { cycleStart: cycle.start.toString(), cycleEnd: cycle.end.toString() };
  return { proration: { share: `${numerator}/${denominator}`, whole: formatMinorUnits(whole, minorUnitPlaces(currency)), ...cycleText } };
}

export interface PricedPart {
  readonly part: ChargedPart;
  readonly charge: ChargeTerms;
  readonly terms: PlanTerms;
}

/** What is the same for all lines of a part. */
const lineOf = ({ subscriptionId, sequence, billedSince, ids }: LineOwner, { part, charge, terms }: PricedPart, { reason }: RatedLine) => ({
  id: ids('line'),
  subscriptionId,
  chargeId: charge.id,
  chargeKey: charge.key,
  description: reason === 'minimumSpend' ? `${terms.name}: ${charge.key}, minimum spend` : `${terms.name}: ${charge.key}`,
  timing: charge.timing,
  period: part.period,
  reason: reason === 'minimumSpend' ? reason : part.reason,
  sequence: part.reason === 'period' ? 0 : sequence,
  billedSince,
  credits: null,
  taxRate: null,
});

/** How an amount came about: its model and steps, what a maximum took off, and the events that were counted. */
export function explain({ price, limits }: ChargeTerms, line: RatedLine, currency: string, ask: ChargeUsageAsk | null): Explanation {
  const major = (amount: bigint) => formatMinorUnits(amount, minorUnitPlaces(currency));
  if (line.reason === 'minimumSpend') return { model: price.model, ...explainRating(line), minimumSpend: major(limits.minimum ?? 0n) };
  const usage = ask && { eventType: ask.eventType, aggregation: ask.aggregation, valueProperty: ask.valueProperty, from: ask.from, to: ask.to };
  const limited = line.maximumDiscount > 0n && { maximumSpend: major(limits.maximum ?? 0n), maximumDiscount: major(line.maximumDiscount) };
  return { model: price.model, ...explainRating(line), ...limited, ...(usage && { usage }) };
}

/** A charge whose amount is known: a share of its amount for a whole cycle, which is rounded first, as it is on the line of one. */
function draftFixed(owner: LineOwner, priced: PricedPart): SubscriptionLine[] {
  const { part, charge } = priced;
  const quantity = charge.perQuantity ? part.quantity : null;
  return rateCharge(charge, { quantity: quantity ?? zero }, owner.currency).map((rated) => ({
    ...lineOf(owner, priced, rated),
    quantity: rated.reason === 'minimumSpend' ? null : quantity,
    amount: shareOf(rated.amount, part.share),
    whole: charge.timing === 'inAdvance' ? { amount: rated.amount, cycle: part.cycle } : null,
    share: null,
    explanation: { ...explain(charge, rated, owner.currency, null), ...explainShare(part.share, rated.amount, part, owner.currency) },
  }));
}

/** Usage is not shared out, as it was counted for its own period alone; what it costs at least and at most in a whole one is. */
export function limitedTo(charge: ChargeTerms, share: Fraction): ChargeTerms {
  const { minimum, maximum } = charge.limits;
  return { ...charge, limits: { ...(minimum !== undefined && { minimum: shareOf(minimum, share) }), ...(maximum !== undefined && { maximum: shareOf(maximum, share) }) } };
}

function draftUsage(owner: LineOwner, priced: PricedPart, ask: ChargeUsageAsk, usage: Usage): SubscriptionLine[] {
  const charge = limitedTo(priced.charge, priced.part.share);
  return rateCharge(charge, usage, owner.currency).map((rated) => ({
    ...lineOf(owner, priced, rated),
    quantity: rated.reason === 'minimumSpend' ? null : usage.quantity,
    amount: rated.amount,
    whole: null,
    share: priced.part.share,
    explanation: explain(charge, rated, owner.currency, ask),
  }));
}

/** What is to be asked of the usage for a period of a charge; null where it has no meter. */
export function askOf({ price, meter }: ChargeTerms, accountId: Id<'acct'>, { start, end }: InstantPeriod): ChargeUsageAsk | null {
  if (!meter) return null;
  const events = price.model === 'percentage' ? { freeEvents: price.freeEvents ?? null, freeTotal: price.freeTotal?.toFixed() ?? null } : null;
  return { accountId, ...meter, from: start.toString(), to: end.toString(), events };
}

/** The lines of a part of a charge's cycle, or what is to be asked of the usage first. */
export function draftCharged(owner: LineOwner, priced: PricedPart): SubscriptionLine[] | AwaitedLines {
  const ask = askOf(priced.charge, owner.accountId, priced.part.period);
  return ask ? { ask, draft: (usage) => draftUsage(owner, priced, ask, usage) } : draftFixed(owner, priced);
}

/** Gives back what is unused of a line: the share of the whole that its rest is, so that used and unused sum to what was billed. */
function draftCredit(owner: LineOwner, line: CoveredLine, unused: UnusedPart): SubscriptionLine {
  const period = { start: later(line.period.start, unused.from), end: line.period.end };
  const share = period.start.equals(line.period.start) ? wholeShare : shareOfCycle(period, line.whole.cycle, unused.proration, unused.timeZone);
  const rest = isWhole(share) ? line.amount : shareOf(line.whole.amount, share);
  const amount = -(rest < line.amount ? rest : line.amount);
  const places = minorUnitPlaces(owner.currency);
  return {
    id: owner.ids('line'),
    subscriptionId: owner.subscriptionId,
    chargeId: line.chargeId,
    chargeKey: line.chargeKey,
    description: `${line.description}, unused`,
    timing: 'inAdvance',
    quantity: line.quantity,
    period,
    amount,
    reason: 'credit',
    sequence: owner.sequence,
    billedSince: owner.billedSince,
    credits: line.id,
    whole: null,
    share: null,
    taxRate: null,
    explanation: {
      credit: { line: line.id, billed: formatMinorUnits(line.amount, places), share: `${share.numerator}/${share.denominator}` },
      of: { amount: formatMinorUnits(isWhole(share) ? line.amount : line.whole.amount, places), cycleStart: line.whole.cycle.start.toString(), cycleEnd: line.whole.cycle.end.toString() },
    },
  };
}

const endsAfter = ({ period: { end } }: CoveredLine, { from }: UnusedPart): boolean => end.epochMilliseconds > from.epochMilliseconds;

/** The lines that give back what is unused of those that were billed in advance. */
export function draftCredits(owner: LineOwner, covered: readonly CoveredLine[], unused: UnusedPart): SubscriptionLine[] {
  return covered.filter((line) => !unused.but.has(line.chargeId) && endsAfter(line, unused)).map((line) => draftCredit(owner, line, unused));
}
