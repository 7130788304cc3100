import { decimalOf, hundred, sumDecimals, zero, type Decimal } from '../decimal.ts';
import type { BreakdownLine, ExactRating, PercentagePrice } from './price.ts';

/**
 * A percentage of the amount of each event plus a fixed fee for each event, the sum of both held between a minimum and
 * a maximum per event. The free allowance is used up in the order of the events; an event that it covers only in part is
 * charged for the rest, with the whole fixed fee. An event below zero, a refund, is not charged and gives nothing back.
 * Source: Lago, "Percentage".
 */
export function ratePercentage(price: PercentagePrice, events: readonly Decimal[]): ExactRating {
  const { ratePercent, fixedPerEvent = zero, minimumPerEvent, maximumPerEvent } = price;
  const charged = chargedParts(
    price,
    events.filter((event) => !event.isNegative()),
  );
  let raised = zero;
  let lowered = zero;
  for (const part of charged) {
    const fee = part.times(ratePercent).div(hundred).plus(fixedPerEvent);
    if (minimumPerEvent && fee.lt(minimumPerEvent)) raised = raised.plus(minimumPerEvent.minus(fee));
    else if (maximumPerEvent && fee.gt(maximumPerEvent)) lowered = lowered.plus(fee.minus(maximumPerEvent));
  }
  const quantity = sumDecimals(charged);
  const count = decimalOf(BigInt(charged.length));
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
function chargedParts({ freeEvents, freeTotal }: PercentagePrice, events: readonly Decimal[]): Decimal[] {
  if (freeEvents === undefined && freeTotal === undefined) return [...events];
  let left = freeTotal;
  return events.flatMap((event, index) => {
    const free = (freeEvents === undefined || index < freeEvents) && (left === undefined || left.gt(zero));
    if (!free) return [event];
    if (left === undefined) return [];
    const covered = event.lt(left) ? event : left;
    left = left.minus(covered);
    return covered.eq(event) ? [] : [event.minus(covered)];
  });
}
