import type { Id } from '@plinth/kernel';
import type { Temporal } from 'temporal-polyfill';
import { allocate } from './allocation.ts';
import { type Discount, spreadDiscount } from './discounts.ts';
import { fraction } from './fraction.ts';
import { shareOf, sumAmounts } from './money.ts';
import { hasCome } from './subscription-state.ts';

/** What a coupon takes off a line, or gives back of what it took; minor units. */
export interface LineDiscount {
  readonly redemption: Id<'redemption'>;
  /** The coupon's first, second, … period. */
  readonly sequence: number;
  /** Below zero where it is given back. */
  readonly amount: bigint;
}

/** A line before coupons. */
export interface CouponLine {
  /** Unique among the lines; decides who gets the last minor unit. */
  readonly key: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly subscription: string;
  /** When the period of the subscription began in which this is billed. */
  readonly billedSince: Temporal.Instant;
  /** What this line gives a part of back: its amount, and what coupons took off it. */
  readonly credited: { readonly amount: bigint; readonly discounts: readonly LineDiscount[] } | null;
}

/** A period of a coupon that a subscription is in, from an invoice on. */
export interface CouponEffect {
  readonly sequence: number;
  readonly since: Temporal.Instant;
}

/** A redeemed coupon as an invoice finds it, and leaves it. */
export interface RedeemedCoupon {
  readonly id: Id<'redemption'>;
  readonly discount: Discount;
  /** Null for ever. */
  readonly periodsLeft: number | null;
  /** Of its latest period; 0 before the first. */
  readonly sequence: number;
  /** What it took off in each of the periods that are in effect. */
  readonly taken: ReadonlyMap<number, bigint>;
  /** By subscription. */
  readonly effects: ReadonlyMap<string, CouponEffect>;
}

/** An invoice, and which of its lines a coupon discounts. */
export interface Discountable<Coupon extends RedeemedCoupon, Line extends CouponLine> {
  readonly lines: readonly Line[];
  readonly issuedAt: Temporal.Instant;
  readonly applies: (coupon: Coupon, line: Line) => boolean;
}

export interface DiscountedLines<Coupon extends RedeemedCoupon> {
  /** Of each line. */
  readonly discounts: readonly (readonly LineDiscount[])[];
  /** As the invoice leaves them. */
  readonly coupons: readonly Coupon[];
}

/** The period of a coupon that a line's subscription is in already; undefined where the line needs another. */
function sequenceOf({ effects }: RedeemedCoupon, { subscription, billedSince }: CouponLine): number | undefined {
  const effect = effects.get(subscription);
  return effect && hasCome(billedSince, effect.since) ? effect.sequence : undefined;
}

/**
 * What a credit gives back of each discount: the part of all that it gives back of the line, rounded once, and spread over the coupons by
 * largest remainder. So a line that is given back whole gives back its discounts whole, and none more than was paid for it.
 */
function givenBack({ amount, credited }: CouponLine): LineDiscount[] {
  const discounts = credited?.discounts ?? [];
  const whole = sumAmounts(discounts.map((discount) => discount.amount));
  if (!credited || whole === 0n || amount === 0n) return [];
  const shares = allocate(
    shareOf(whole, fraction(-amount, credited.amount)),
    discounts.map((discount) => ({ key: discount.redemption, weight: fraction(discount.amount) })),
  );
  return discounts.map((discount, index) => ({ ...discount, amount: -(shares[index]?.amount ?? 0n) }));
}

const addTo = (taken: ReadonlyMap<number, bigint>, sequence: number, amount: bigint): Map<number, bigint> => new Map([...taken, [sequence, (taken.get(sequence) ?? 0n) + amount]]);

/** Takes note of what lines give back of a coupon: in the period that their subscription is in, an amount can take it off again. */
function takeBack<Coupon extends RedeemedCoupon>(coupon: Coupon, lines: readonly CouponLine[], credits: readonly (readonly LineDiscount[])[]): { coupon: Coupon; back: LineDiscount[][] } {
  const back = lines.map((line, index) =>
    (credits[index] ?? []).filter(({ redemption }) => redemption === coupon.id).map((discount) => ({ ...discount, sequence: sequenceOf(coupon, line) ?? discount.sequence })),
  );
  return { coupon: { ...coupon, taken: back.flat().reduce((taken, { sequence, amount }) => addTo(taken, sequence, amount), coupon.taken) }, back };
}

/** What a coupon can take off lines of one of its periods. */
function discountIn({ discount, taken }: RedeemedCoupon, sequence: number): Discount {
  return discount.kind === 'fixed' ? { kind: 'fixed', amount: discount.amount - (taken.get(sequence) ?? 0n) } : discount;
}

/** A coupon after it took something off in one of its periods, for the first time where that is a new one. */
function tookOff<Coupon extends RedeemedCoupon>(coupon: Coupon, sequence: number, amount: bigint, effects: readonly [string, CouponEffect][]): Coupon {
  const { periodsLeft } = coupon;
  const counted = sequence > coupon.sequence ? { sequence, periodsLeft: periodsLeft === null ? null : periodsLeft - 1 } : {};
  return { ...coupon, ...counted, taken: addTo(coupon.taken, sequence, amount), effects: new Map([...coupon.effects, ...effects]) };
}

/** Applies a coupon to what those before have left of each line. */
function applyCoupon<Coupon extends RedeemedCoupon, Line extends CouponLine>(
  before: Coupon,
  { lines, issuedAt, applies }: Discountable<Coupon, Line>,
  left: readonly bigint[],
): { coupon: Coupon; discounts: LineDiscount[][] } {
  let coupon = before;
  const discounts: LineDiscount[][] = lines.map(() => []);
  const eligible = lines.flatMap((line, index) => {
    const amount = left[index] ?? 0n;
    return amount > 0n && applies(before, line) ? [{ line, index, key: line.key, amount }] : [];
  });
  for (const [running, group] of Map.groupBy(eligible, ({ line }) => sequenceOf(before, line))) {
    if (running === undefined && coupon.periodsLeft === 0) continue;
    const sequence = running ?? coupon.sequence + 1;
    const shares = spreadDiscount(group, discountIn(coupon, sequence)).map(({ amount }) => amount);
    const discounted = group.flatMap(({ line, index }, position) => (shares[position] ? [{ line, index, amount: shares[position] }] : []));
    if (discounted.length === 0) continue;
    for (const { index, amount } of discounted) discounts[index]?.push({ redemption: coupon.id, sequence, amount });
    coupon = tookOff(coupon, sequence, sumAmounts(shares), discounted.map(({ line }) => [line.subscription, { sequence, since: issuedAt }]));
  }
  return { coupon, discounts };
}

/**
 * What coupons do to the lines of one invoice: first, lines that give something back give back their part of what was taken off; then the
 * coupons follow one another in their order, each on what is left of the lines that it applies to, and by largest remainder.
 *
 * A coupon that has taken effect in the current period of a subscription goes on in it, a percent on whatever is billed, an amount until it is
 * used up. Anything else needs one more of its periods: one for the whole invoice, and only where something is taken off.
 */
export function discountLines<Coupon extends RedeemedCoupon, Line extends CouponLine>(invoice: Discountable<Coupon, Line>, coupons: readonly Coupon[]): DiscountedLines<Coupon> {
  const credits = invoice.lines.map(givenBack);
  const discounts: LineDiscount[][] = invoice.lines.map(() => []);
  const left = invoice.lines.map(({ amount }) => amount);
  const after = coupons.map((before) => {
    const { coupon: returned, back } = takeBack(before, invoice.lines, credits);
    const { coupon, discounts: taken } = applyCoupon(returned, invoice, left);
    for (const [index, own] of taken.entries()) {
      left[index] = (left[index] ?? 0n) - sumAmounts(own.map(({ amount }) => amount));
      discounts[index]?.push(...(back[index] ?? []), ...own);
    }
    return coupon;
  });
  return { discounts: discounts.map((own) => own.filter(({ amount }) => amount !== 0n)), coupons: after };
}
