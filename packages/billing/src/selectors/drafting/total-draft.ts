import type { Id } from '@plinth/kernel';
import { billingErrors } from '../../errors.ts';
import { isBookable, largestAmount } from '../../rules/bookable.ts';
import { parseDecimal, zero } from '../../rules/decimal.ts';
import { applyAccountCredit } from '../../rules/account-credit.ts';
import { type InvoiceTotals, totalDiscounted } from '../../rules/invoice-totals.ts';
import { sumAmounts } from '../../rules/money.ts';
import { creditPostings, invoicePostings, type PostedTax, type Posting } from '../../rules/postings.ts';
import type { TaxableLine, TaxSettings } from '../../rules/tax.ts';
import { eachTax } from '../invoice-taxes.ts';
import { type DiscountedDrafts, discountDrafts, type DraftDiscounts } from './discount-drafts.ts';
import type { Coupons } from './draft-coupons.ts';
import type { LineTax, Taxes } from './draft-taxes.ts';
import type { Payers } from './draft-payers.ts';
import type { InvoiceDraft } from './invoice-draft.ts';

/** What the totals of a draft depend on besides its lines. */
export interface DraftTerms {
  readonly taxes: Taxes;
  readonly coupons: Coupons;
  readonly payers: Payers;
  /** The seller's. */
  readonly rounding: TaxSettings['rounding'];
}

export interface TotalledDraft {
  readonly draft: InvoiceDraft;
  readonly totals: InvoiceTotals;
  /** Of each line. */
  readonly taxes: readonly LineTax[];
  /** Of each line. */
  readonly discounts: DraftDiscounts;
  readonly taxNote: string | null;
  /** Before any credit of the account is taken. */
  readonly postings: readonly Posting[];
}

/** A draft with what the account's credit pays of it. */
export interface SettledDraft extends TotalledDraft {
  readonly creditApplied: bigint;
  readonly amountDue: bigint;
}

function requireBookable(field: string, amount: bigint): void {
  if (!isBookable(amount)) {
    throw billingErrors.amountOutOfRange({ field, amount: amount.toString(), limit: largestAmount.toString() });
  }
}

function taxableLine(amount: bigint, { treatment, rate }: LineTax, index: number): TaxableLine {
  const line = { key: index.toString(), amount, treatment, ratePercent: rate ? parseDecimal(rate.percentage) : zero };
  return rate ? { ...line, behavior: rate.behavior, rate: rate.id } : line;
}

function postedTaxes(applied: LineTax | undefined, net: bigint, tax: bigint): PostedTax[] {
  return applied ? eachTax({ ...applied, net, tax }).flatMap(({ rate, tax: own }) => (rate ? [{ taxRateId: rate.id, tax: own }] : [])) : [];
}

function totalDraft(draft: InvoiceDraft, discounts: DraftDiscounts, { taxes: known, rounding }: DraftTerms): TotalledDraft {
  const { lines, account } = draft;
  const taxes = lines.map((line) => known.of(draft, line));
  const taxable = taxes.map((tax, index) => taxableLine(lines[index]?.amount ?? 0n, tax, index));
  const totals = totalDiscounted(taxable, discounts.map((own) => sumAmounts(own.map(({ amount }) => amount))), { behavior: 'exclusive', rounding });
  const postings = invoicePostings(totals.lines.map(({ net, netDiscount, tax }, index) => ({ timing: lines[index]?.timing ?? 'inArrears', net, discount: netDiscount, taxes: postedTaxes(taxes[index], net, tax) })));
  for (const { chargeKey, description, amount } of lines) requireBookable(chargeKey === null ? description : `charge ${chargeKey}`, amount);
  for (const amount of [totals.total, totals.accountCredit, totals.subtotal, totals.discount, totals.tax, ...totals.lines.map(({ tax }) => tax), ...postings.flatMap(({ debit, credit }) => [debit, credit])]) requireBookable('total', amount);
  if (lines.length === 0) throw new RangeError(`Nothing to ask of ${account.id}.`);
  return { draft, totals, taxes, discounts, taxNote: known.noteOf(draft), postings };
}

export interface TotalledDrafts extends Pick<DiscountedDrafts, 'used'> {
  readonly totalled: readonly TotalledDraft[];
}

/**
 * What drafts add up to, in their order, coupons and taxes included, and how they are booked. `billing.amount_out_of_range`, naming the charge
 * or `total`, past 2^53 - 1 minor units; a RangeError for a draft without lines, which is no invoice. Discounts are found anew unless they are given.
 */
export function totalDrafts(drafts: readonly InvoiceDraft[], terms: DraftTerms, given?: DiscountedDrafts): TotalledDrafts {
  const { discounts, used } = given ?? discountDrafts(drafts, terms.coupons);
  return { totalled: drafts.map((draft, index) => totalDraft(draft, discounts[index] ?? [], terms)), used };
}

/**
 * Pays drafts, in their order, from what their accounts have kept (minor units); what a draft leaves over, the next of its account
 * takes. The postings say the same.
 */
export function settleDrafts(drafts: readonly TotalledDraft[], balances: ReadonlyMap<Id<'acct'>, bigint>): SettledDraft[] {
  const left = new Map(balances);
  return drafts.map((entry) => {
    const { draft, totals, postings } = entry;
    const { id } = draft.account;
    const { creditUsed, amountDue, creditLeft } = applyAccountCredit(totals.total, left.get(id) ?? 0n);
    left.set(id, creditLeft + totals.accountCredit);
    return { ...entry, creditApplied: creditUsed, amountDue, postings: creditPostings(postings, totals.accountCredit - creditUsed) };
  });
}
