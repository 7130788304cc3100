import { arrayOf, compile, json, type Reader } from '@plinth/db';
import { type Id, idToUuid, uuidToId } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { charges } from '../../db/catalogue.ts';
import { invoiceLines } from '../../db/invoices.ts';
import type { CouponEffect, LineDiscount, RedeemedCoupon } from '../../rules/coupon-effects.ts';
import { minorUnitPlaces } from '../../rules/currency.ts';
import { parseDecimal } from '../../rules/decimal.ts';
import type { Discount } from '../../rules/discounts.ts';
import { percentShare } from '../../rules/fraction.ts';
import { parseMinorUnits } from '../../rules/money.ts';
import type { DraftLine, InvoiceDraft } from './invoice-draft.ts';

/** A coupon that an account has redeemed, as it stands before drafts are discounted. */
export interface AccountCoupon extends RedeemedCoupon {
  readonly couponId: Id<'coupon'>;
  readonly code: string;
  readonly accountId: Id<'acct'>;
  /** The only subscription that it discounts; null for all of the account's. */
  readonly subscriptionId: Id<'sub'> | null;
  readonly redeemedAt: Temporal.Instant;
  /** Keys; empty for all. */
  readonly plans: readonly string[];
  readonly charges: readonly string[];
}

/** A line that was issued, and what coupons took off it. */
export interface DiscountedLine {
  readonly amount: bigint;
  readonly discounts: readonly LineDiscount[];
}

/** What the discounts of drafts depend on. */
export interface Coupons {
  /** In the order in which they were redeemed, which is that of their effect. */
  readonly redeemed: readonly AccountCoupon[];
  /** The key of the plan that a charge is of, where a coupon asks for it. */
  readonly planOf: ReadonlyMap<Id<'charge'>, string>;
  /** By the lines that drafts give back a part of. */
  readonly issued: ReadonlyMap<Id<'line'>, DiscountedLine>;
}

interface EffectRow {
  readonly subscriptionId: string;
  readonly sequence: number;
  readonly since: string;
  readonly taken: string;
}

interface RedeemedRow {
  readonly id: string;
  readonly couponId: string;
  readonly code: string;
  readonly accountId: string;
  readonly currency: string;
  readonly subscriptionId: string | null;
  readonly redeemedAt: string;
  readonly periodsLeft: number | null;
  readonly percentOff: string | null;
  readonly amountsOff: Readonly<Record<string, string>> | null;
  readonly plans: readonly string[];
  readonly charges: readonly string[];
  readonly sequence: number;
  readonly effects: readonly EffectRow[];
}

interface IssuedRow {
  readonly id: string;
  readonly amount: string;
  readonly discounts: readonly { readonly redemption: string; readonly sequence: number; readonly amount: string }[];
}

// Each part looks further only where the account has redeemed something.
const couponsOf = compile(
  { billed: json, chargeIds: arrayOf(charges.id), lineIds: arrayOf(invoiceLines.id) },
  (_q, p) => sql<{ redeemed: string; plans: string; issued: string }>`
    with billed as (
      select * from jsonb_to_recordset(${p.billed}::jsonb) as billed ("accountId" uuid, "subscriptionId" uuid)
    ), redeemed as (
      select redemption.id, redemption.coupon_id, redemption.account_id, redemption.subscription_id, redemption.created_at, redemption.periods_left,
        account.currency, coupon.code, coupon.percent_off, coupon.amounts_off, coupon.plans, coupon.charges
      from billing.coupon_redemptions redemption
      join billing.accounts account on account.id = redemption.account_id
      join billing.coupons coupon on coupon.id = redemption.coupon_id
      where redemption.account_id in (select "accountId" from billed)
    )
    select
      (select coalesce(jsonb_agg(jsonb_build_object('id', redeemed.id, 'couponId', redeemed.coupon_id, 'code', redeemed.code, 'accountId', redeemed.account_id,
          'currency', redeemed.currency, 'subscriptionId', redeemed.subscription_id, 'redeemedAt', redeemed.created_at, 'periodsLeft', redeemed.periods_left,
          'percentOff', redeemed.percent_off::text, 'amountsOff', redeemed.amounts_off, 'plans', redeemed.plans, 'charges', redeemed.charges,
          'sequence', coalesce((select max(discount.sequence) from billing.invoice_line_discounts discount where discount.redemption_id = redeemed.id and not discount.voided), 0),
          'effects', (
            select coalesce(jsonb_agg(jsonb_build_object('subscriptionId', billed."subscriptionId", 'sequence', latest.sequence, 'since', latest.issued_at,
                'taken', (select sum(part.amount)::text from billing.invoice_line_discounts part where part.redemption_id = redeemed.id and part.sequence = latest.sequence and not part.voided))), '[]')
            from billed cross join lateral (
              select discount.sequence, discount.issued_at from billing.invoice_line_discounts discount
              where discount.redemption_id = redeemed.id and discount.subscription_id = billed."subscriptionId" and discount.amount > 0 and not discount.voided
              order by discount.issued_at desc, discount.sequence desc limit 1) latest
            where billed."accountId" = redeemed.account_id)) order by redeemed.created_at, redeemed.id), '[]')
        from redeemed)::text as redeemed,
      (select coalesce(jsonb_object_agg(charge.id, plan.key), '{}') from billing.charges charge join billing.plans plan on plan.id = charge.plan_id
        where charge.id = any(${p.chargeIds}::uuid[]) and exists (select from redeemed where redeemed.plans <> '{}'))::text as plans,
      (select coalesce(jsonb_agg(jsonb_build_object('id', line.id, 'amount', line.amount::text, 'discounts', (
            select jsonb_agg(jsonb_build_object('redemption', discount.redemption_id, 'sequence', discount.sequence, 'amount', discount.amount::text) order by discount.redemption_id)
            from billing.invoice_line_discounts discount where discount.line_id = line.id))), '[]')
        from billing.invoice_lines line where line.id = any(${p.lineIds}::uuid[]) and line.discount > 0)::text as issued`,
);

function discountOf({ percentOff, amountsOff, currency, code }: RedeemedRow): Discount {
  if (percentOff !== null) return { kind: 'percentage', share: percentShare(parseDecimal(percentOff)) };
  const amount = amountsOff?.[currency];
  if (amount === undefined) throw new Error(`The coupon ${code} takes no amount of ${currency} off.`);
  return { kind: 'fixed', amount: parseMinorUnits(amount, minorUnitPlaces(currency)) };
}

const couponOf = (row: RedeemedRow): AccountCoupon => ({
  id: uuidToId('redemption', row.id),
  couponId: uuidToId('coupon', row.couponId),
  code: row.code,
  accountId: uuidToId('acct', row.accountId),
  subscriptionId: row.subscriptionId === null ? null : uuidToId('sub', row.subscriptionId),
  redeemedAt: Temporal.Instant.from(row.redeemedAt),
  plans: row.plans,
  charges: row.charges,
  discount: discountOf(row),
  periodsLeft: row.periodsLeft,
  sequence: row.sequence,
  taken: new Map(row.effects.map(({ sequence, taken }) => [sequence, BigInt(taken)])),
  effects: new Map(row.effects.map(({ subscriptionId, sequence, since }): [string, CouponEffect] => [uuidToId('sub', subscriptionId), { sequence, since: Temporal.Instant.from(since) }])),
});

const issuedOf = ({ amount, discounts }: IssuedRow): DiscountedLine => ({
  amount: BigInt(amount),
  discounts: discounts.map(({ redemption, sequence, amount: off }) => ({ redemption: uuidToId('redemption', redemption), sequence, amount: BigInt(off) })),
});

const billedBy = ({ account, lines }: InvoiceDraft) => [...new Set(lines.flatMap(({ subscriptionId }) => subscriptionId ?? []))].map((subscriptionId) => ({ accountId: idToUuid(account.id), subscriptionId: idToUuid(subscriptionId) }));

const uniqueBy = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] => [...new Map(items.map((item) => [keyOf(item), item])).values()];

/** What the discounts of drafts depend on, by one statement however many there are. */
export async function readCoupons(db: Reader<'billing'>, drafts: readonly InvoiceDraft[]): Promise<Coupons> {
  const lines: DraftLine[] = drafts.flatMap((draft) => draft.lines);
  const [row] = await db.run(couponsOf, {
    billed: uniqueBy(drafts.flatMap(billedBy), ({ accountId, subscriptionId }) => `${accountId} ${subscriptionId}`),
    chargeIds: [...new Set(lines.flatMap(({ chargeId }) => chargeId ?? []))],
    lineIds: lines.flatMap(({ credits }) => credits ?? []),
  });
  const [redeemed, plans, issued] = [row?.redeemed ?? '[]', row?.plans ?? '{}', row?.issued ?? '[]'];
  return {
    redeemed: (JSON.parse(redeemed) as RedeemedRow[]).map(couponOf),
    planOf: new Map(Object.entries(JSON.parse(plans) as Record<string, string>).map(([id, key]) => [uuidToId('charge', id), key])),
    issued: new Map((JSON.parse(issued) as IssuedRow[]).map((line) => [uuidToId('line', line.id), issuedOf(line)])),
  };
}
