import { z } from 'zod';
import { applyAccountCredit, carryCredit } from '../../src/rules/account-credit.ts';
import { anchorOnDay, periodOn } from '../../src/rules/billing-periods.ts';
import { minorUnitPlaces } from '../../src/rules/currency.ts';
import { discountItems, type Discount } from '../../src/rules/discounts.ts';
import { fraction, wholeShare } from '../../src/rules/fraction.ts';
import { formatMinorUnits } from '../../src/rules/money.ts';
import { changePlan, creditBasis, type PlanChange, type PlanItem } from '../../src/rules/plan-change.ts';
import { remainingFromChange, remainingShare, shareByDay } from '../../src/rules/proration.ts';
import { adapter, type Adapters } from '../case.ts';
import {
  currency,
  date,
  datePeriod,
  exactMinor,
  instant,
  instantPeriod,
  interval,
  minor,
  optional,
  remaining,
  timeZone,
  whole,
} from '../input.ts';

const plan = (amount: bigint): PlanItem[] => [{ key: 'plan', amount }];
const items = (amounts: readonly bigint[]): PlanItem[] => amounts.map((amount, index) => ({ key: `item-${index}`, amount }));
const sums = ({ credit, debit, net }: PlanChange) => ({ credit_minor: credit, debit_minor: debit, net_minor: net });

const change = adapter(
  z.object({ old_price_minor: minor, new_price_minor: minor, new_interval_differs: z.boolean().default(false) }),
  ({ old_price_minor: old, new_price_minor: next, new_interval_differs: newCycle }, each) => {
    const unusedShare = remaining.parse(each.input);
    return sums(changePlan({ billed: plan(old), unusedShare, next: plan(next), nextShare: newCycle ? wholeShare : unusedShare }));
  },
);

const chain = adapter(
  z.object({ period: instantPeriod, start_price_minor: minor, switches: z.array(z.object({ at: instant, to_price_minor: minor })) }),
  ({ period, start_price_minor: start, switches }) => {
    const prices = [start, ...switches.map((each) => each.to_price_minor)];
    const changes = switches.map(({ at, to_price_minor: to }, index) => {
      const share = remainingShare(period, at);
      return changePlan({ billed: plan(prices[index] ?? start), unusedShare: share, next: plan(to), nextShare: share });
    });
    return { entries_credit_debit_minor: changes.map(({ credit, debit }) => [credit, debit]) };
  },
);

const discount = z
  .union([z.tuple([z.literal('percentage_bp'), whole]), z.tuple([z.literal('fixed_minor'), minor])])
  .nullable()
  .transform((read): Discount => {
    if (read === null) return { kind: 'fixed', amount: 0n };
    return read[0] === 'fixed_minor' ? { kind: 'fixed', amount: read[1] } : { kind: 'percentage', share: fraction(read[1], 10_000n) };
  });

const withDiscount = adapter(
  z.object({ old_price_minor: minor, new_price_minor: minor, old_discount: discount, new_discount: discount }),
  (read, each) => {
    const share = remaining.parse(each.input);
    const billed = discountItems(plan(read.old_price_minor), read.old_discount);
    const next = discountItems(plan(read.new_price_minor), read.new_discount);
    return sums(changePlan({ billed, unusedShare: share, next, nextShare: share }));
  },
);

const withDiscountItems = adapter(
  z.object({ discount_fixed_minor: minor, old_items_minor: z.array(minor), new_items_minor: z.array(minor) }),
  ({ discount_fixed_minor: amount, old_items_minor: old, new_items_minor: next }, each) => {
    const share = remaining.parse(each.input);
    const discounted = (amounts: bigint[]) => discountItems(items(amounts), { kind: 'fixed', amount });
    const { credits, debits } = changePlan({ billed: discounted(old), unusedShare: share, next: discounted(next), nextShare: share });
    // The case shows credits without their sign.
    return { credits_minor: credits.map((line) => -line.amount), debits_minor: debits.map((line) => line.amount) };
  },
);

const itemChange = adapter(
  z.object({ old_items_minor: z.array(minor), new_items_minor: z.array(minor) }),
  ({ old_items_minor: old, new_items_minor: next }, each) => {
    const share = remaining.parse(each.input);
    const { credits, debits, net } = changePlan({ billed: items(old), unusedShare: share, next: items(next), nextShare: share });
    const { amountDue, accountCredit } = carryCredit(net);
    return {
      lines_minor: [...credits, ...debits].map((line) => line.amount),
      net_minor: net,
      amount_due_minor: amountDue,
      customer_credit_minor: accountCredit,
    };
  },
);

const basis = z.union([
  z.object({ billed_price_minor: minor, current_price_minor: minor, current_price_was_billed: z.boolean() }).transform((read) =>
    creditBasis({
      lastBilled: read.billed_price_minor,
      current: { price: read.current_price_minor, billed: read.current_price_was_billed },
    }),
  ),
  z
    .object({ item_price_minor: minor, item_discount_billed_minor: minor })
    .transform((read) => creditBasis({ lastBilled: read.item_price_minor, discountBilled: read.item_discount_billed_minor })),
]);

const creditOfBilled = adapter(
  z.object({ credit_basis: z.literal('last_billed'), new_price_minor: optional(minor) }),
  ({ new_price_minor: next }, each) => {
    const share = remaining.parse(each.input);
    return sums(
      changePlan({
        billed: plan(basis.parse(each.input)),
        unusedShare: share,
        next: next === undefined ? [] : plan(next),
        nextShare: share,
      }),
    );
  },
);

const creditByDay = adapter(
  z.object({ old_price_minor: minor, period: datePeriod, changed_at: instant, timezone: timeZone }),
  ({ old_price_minor: old, period, changed_at: at, timezone }) => {
    const unusedShare = shareByDay(remainingFromChange(period, at, timezone), period);
    return { credit_minor: changePlan({ billed: plan(old), unusedShare, next: [], nextShare: unusedShare }).credit };
  },
);

/** A change that also moves the anchor: what is left over stays as credit, and the first full period uses it. */
const creditCarry = adapter(
  z.object({
    currency,
    old_price: z.string(),
    new_price: z.string(),
    paid_period: datePeriod,
    changed_at: date,
    new_anchor_day: z.int(),
    interval: interval.default({ unit: 'month', count: 1 }),
  }),
  ({ currency: code, old_price: old, new_price: next, paid_period: paid, changed_at: start, new_anchor_day: day, interval: each }) => {
    const cycle = periodOn({ anchor: anchorOnDay(start, day, each), interval: each }, start);
    const nextPrice = exactMinor(next, code);
    const shares = { unusedShare: shareByDay({ start, end: paid.end }, paid), nextShare: shareByDay({ start, end: cycle.end }, cycle) };
    const { credit, debit, net } = changePlan({ billed: plan(exactMinor(old, code)), next: plan(nextPrice), ...shares });
    const { accountCredit } = carryCredit(net);
    const { creditUsed } = applyAccountCredit(nextPrice, accountCredit);
    const shown = (amount: bigint) => formatMinorUnits(amount, minorUnitPlaces(code));
    const invoiceOf = (on: typeof start) => `invoice_${on.toString().replaceAll('-', '_')}`;
    return {
      [invoiceOf(start)]: { new_plan_slice: shown(debit), repair: shown(-credit), account_credit: shown(accountCredit) },
      [invoiceOf(cycle.end)]: { new_plan: shown(nextPrice), credit_used: shown(-creditUsed) },
    };
  },
);

export const planChangeCases: Adapters = {
  plan_change: change,
  plan_change_chain: chain,
  plan_change_with_discount: withDiscount,
  plan_change_with_discount_items: withDiscountItems,
  plan_change_items: itemChange,
  plan_change_credit_basis: creditOfBilled,
  plan_change_credit: creditByDay,
  plan_change_with_credit_carry: creditCarry,
};
