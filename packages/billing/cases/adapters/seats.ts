import { z } from 'zod';
import { decimalOf, sumDecimals } from '../../src/rules/decimal.ts';
import { discountItems } from '../../src/rules/discounts.ts';
import { changeAmount, changeSeats, seatsAmount } from '../../src/rules/plan-change.ts';
import { rateGraduated } from '../../src/rules/rating/graduated.ts';
import { adapter, type Adapters } from '../case.ts';
import { minor, remaining, whole } from '../input.ts';
import { tier } from './prices.ts';

/** A fixed fee and graduated seats, whose prices the case gives in minor units. */
const rating = adapter(z.object({ fixed_minor: minor, seats: whole, tiers: z.array(tier) }), ({ fixed_minor: fixed, seats, tiers }) => ({
  amount_minor: sumDecimals([decimalOf(fixed), rateGraduated({ model: 'graduated', tiers }, decimalOf(seats)).exact]),
}));

const withDiscount = adapter(
  z.object({ fixed_item_minor: minor, seat_price_minor: minor, seats_from: whole, seats_to: whole, discount_fixed_minor: minor }),
  ({ fixed_item_minor: fixed, seat_price_minor: price, seats_from: from, seats_to: to, discount_fixed_minor: amount }, each) => {
    const seatsAfterDiscount = (seats: bigint) => {
      const items = [
        { key: 'fixed', amount: fixed },
        { key: 'seats', amount: seatsAmount(price, seats) },
      ];
      return discountItems(items, { kind: 'fixed', amount })[1]?.amount ?? 0n;
    };
    const change = changeAmount(seatsAfterDiscount(from), seatsAfterDiscount(to), remaining.parse(each.input));
    return { [`${change.direction}_minor`]: change.amount };
  },
);

const withPendingChange = adapter(
  z.object({ old_seat_price_minor: minor, pending_new_seat_price_minor: minor, seats_from: whole, seats_to: whole }),
  (read, each) => {
    const change = changeSeats({
      unitAmount: read.old_seat_price_minor,
      pendingUnitAmount: read.pending_new_seat_price_minor,
      from: read.seats_from,
      to: read.seats_to,
      remaining: remaining.parse(each.input),
    });
    return { direction: change.direction, proration_minor: change.amount, next_cycle_amount_minor: change.nextCycleAmount };
  },
);

export const seatCases: Adapters = {
  rating_seats: rating,
  seat_change_with_discount: withDiscount,
  seat_change_with_pending_plan_change: withPendingChange,
};
