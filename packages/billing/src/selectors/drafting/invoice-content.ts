import type { SubscriptionPreview } from '../../contract/subscription-previews.ts';
import type { InstantPeriod } from '../../rules/billing-calendar.ts';
import { localDateOf } from '../../rules/billing-calendar.ts';
import { invoiceDiscounts, toDiscounts } from '../invoice-discounts.ts';
import { invoiceTaxes } from '../invoice-taxes.ts';
import { moneyOf } from '../money.ts';
import type { Coupons } from './draft-coupons.ts';
import type { SettledDraft } from './total-draft.ts';

const textOf = ({ start, end }: InstantPeriod) => ({ start: new Date(start.epochMilliseconds).toISOString(), end: new Date(end.epochMilliseconds).toISOString() });

/** What a draft says as things stand, as callers see it. */
export function contentOf({ draft, totals, taxes, discounts, taxNote, creditApplied, amountDue }: SettledDraft, coupons: Coupons['redeemed']): SubscriptionPreview['invoice'] {
  const { currency, timeZone } = draft.account;
  const money = (field: string, amount: bigint) => moneyOf(field, amount, currency);
  const taxed = totals.lines.map(({ net, tax }, index) => ({ ...(taxes[index] ?? { treatment: 'taxable' as const, rate: null }), net, tax }));
  const codes = new Map(coupons.map(({ id, code }) => [id, code]));
  const named = discounts.map((own) => own.map(({ redemption, amount }) => ({ redemptionId: redemption, code: codes.get(redemption) ?? '', amount })));
  return {
    currency,
    issueDate: localDateOf(draft.issuedAt, timeZone).toString(),
    lines: draft.lines.map((line, index) => ({
      charge: line.chargeKey,
      description: line.description,
      quantity: line.quantity?.toFixed() ?? null,
      period: line.period && textOf(line.period),
      amount: money('amount', line.amount),
      discount: money('discount', totals.lines[index]?.discount ?? 0n),
      discounts: toDiscounts(named[index] ?? [], currency),
      net: money('net', taxed[index]?.net ?? line.amount),
      taxTreatment: taxed[index]?.treatment ?? 'taxable',
      taxRate: taxed[index]?.rate ?? null,
      tax: money('tax', taxed[index]?.tax ?? 0n),
      explanation: line.explanation,
    })),
    subtotal: money('subtotal', totals.subtotal),
    discount: money('discount', totals.discount),
    discounts: invoiceDiscounts(named.flat(), coupons.map(({ id }) => id), currency),
    net: money('net', totals.net),
    taxes: invoiceTaxes(taxed, currency),
    taxNote,
    tax: money('tax', totals.tax),
    total: money('total', totals.total),
    creditApplied: money('creditApplied', creditApplied),
    creditCarried: money('creditCarried', totals.accountCredit),
    amountDue: money('amountDue', amountDue),
  };
}
