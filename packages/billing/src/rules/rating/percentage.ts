import { decimalOf, hundred, sumDecimals, zero, type Decimal } from '../decimal.ts';
import type { BreakdownLine, EqualEvents, ExactRating, PercentagePrice } from './price.ts';

/**
 * A percentage of the amount of each event plus a fixed fee for each event, the sum of both held between a minimum and
 * a maximum per event. The free allowance is used up in the order of the events; an event that it covers only in part is
 * charged for the rest, with the whole fixed fee. An event below zero, a refund, is not charged and gives nothing back.
 * Source: Lago, "Percentage".
 */
export function ratePercentage(price: PercentagePrice, events: readonly EqualEvents[]): ExactRating {
  const { ratePercent, fixedPerEvent = zero, minimumPerEvent, maximumPerEvent } = price;
  const charged = chargedParts(
    price,
    events.filter(({ amount }) => !amount.isNegative()),
  );
  let [quantity, count, raised, lowered] = [zero, zero, zero, zero];
  for (const part of charged) {
    const times = decimalOf(part.count);
    const fee = part.amount.times(ratePercent).div(hundred).plus(fixedPerEvent);
    if (minimumPerEvent && fee.lt(minimumPerEvent)) raised = raised.plus(minimumPerEvent.minus(fee).times(times));
    else if (maximumPerEvent && fee.gt(maximumPerEvent)) lowered = lowered.plus(fee.minus(maximumPerEvent).times(times));
    quantity = quantity.plus(part.amount.times(times));
    count = count.plus(times);
  }
  const lines: BreakdownLine[] = [
    { kind: 'percentage', quantity, ratePercent, amount: quantity.times(ratePercent).div(hundred) },
    { kind: 'fixedPerEvent', quantity: count, unitAmount: fixedPerEvent, amount: count.times(fixedPerEvent) },
    { kind: 'minimumPerEvent', amount: raised },
    { kind: 'maximumPerEvent', amount: lowered.neg() },
  ];
  const breakdown = lines.filter(({ kind, amount }) => kind === 'percentage' || !amount.isZero());
  return { exact: sumDecimals(breakdown.map((line) => line.amount)), breakdown };
}

/** What is left of each event after the free allowance, without the events that it covers whole. */
function chargedParts({ freeEvents, freeTotal }: PercentagePrice, events: readonly EqualEvents[]): EqualEvents[] {
  if (freeEvents === undefined && freeTotal === undefined) return [...events];
  let [eventsLeft, left] = [freeEvents === undefined ? undefined : BigInt(freeEvents), freeTotal];
  return events.flatMap(({ amount, count }) => {
    const free = eventsLeft === undefined || count < eventsLeft ? count : eventsLeft;
    if (eventsLeft !== undefined) eventsLeft -= free;
    if (left === undefined) return [{ amount, count: count - free }];
    const whole = coveredWhole(amount, free, left);
    left = left.minus(amount.times(decimalOf(whole)));
    if (whole === free || left.isZero()) return [{ amount, count: count - whole }];
    const rest = { amount: amount.minus(left), count: 1n };
    left = zero;
    return [rest, { amount, count: count - whole - 1n }];
  });
}

/** How many of `free` events of an amount an allowance covers whole; an empty one covers not even an event of zero. */
function coveredWhole(amount: Decimal, free: bigint, left: Decimal): bigint {
  if (left.isZero()) return 0n;
  if (amount.isZero()) return free;
  const covered = BigInt(left.divToInt(amount).toFixed());
  return covered < free ? covered : free;
}
