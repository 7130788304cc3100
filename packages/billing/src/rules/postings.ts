import type { Id } from '@plinth/kernel';
import { sumAmounts } from './money.ts';

export type LedgerAccount = 'receivable' | 'deferredRevenue' | 'revenue' | 'taxPayable' | 'accountCredit' | 'discounts' | 'badDebt';

/** One side of a movement of money, in minor units: one of the two is zero. */
export interface Posting {
  readonly ledgerAccount: LedgerAccount;
  readonly debit: bigint;
  readonly credit: bigint;
  /** Of `taxPayable`: whose tax it is. */
  readonly taxRateId?: Id<'taxrate'> | null;
}

export interface PostedTax {
  readonly taxRateId: Id<'taxrate'>;
  readonly tax: bigint;
}

export interface PostedLine {
  /** What is billed in advance is earned over its period; what is billed in arrears has been earned. */
  readonly timing: 'inAdvance' | 'inArrears';
  /** After the discount, without tax. */
  readonly net: bigint;
  /** Without tax. */
  readonly discount: bigint;
  readonly taxes: readonly PostedTax[];
}

/**
 * The double entry of an issued invoice: what the account owes, and what was discounted, against what was earned and is to be earned as it
 * is priced, and against each tax.
 */
export function invoicePostings(lines: readonly PostedLine[]): Posting[] {
  const pricedAt = (timing: PostedLine['timing']) => sumAmounts(lines.filter((line) => line.timing === timing).map((line) => line.net + line.discount));
  const [deferred, earned] = [pricedAt('inAdvance'), pricedAt('inArrears')];
  const taxes = lines.flatMap((line) => line.taxes);
  const [discount, tax] = [sumAmounts(lines.map((line) => line.discount)), sumAmounts(taxes.map((each) => each.tax))];
  return [
    posting('receivable', deferred + earned - discount + tax),
    posting('discounts', discount),
    posting('deferredRevenue', -deferred),
    posting('revenue', -earned),
    ...[...Map.groupBy(taxes, ({ taxRateId }) => taxRateId)].map(([taxRateId, own]) => ({ ...posting('taxPayable', -sumAmounts(own.map((each) => each.tax))), taxRateId })),
  ].filter(({ debit, credit }) => debit !== credit);
}

/**
 * The same entry where the account keeps `kept` of a credit (minor units), or pays with what it had kept: what it does not owe is owed
 * to it.
 */
export function creditPostings(postings: readonly Posting[], kept: bigint): Posting[] {
  if (kept === 0n) return [...postings];
  const receivable = sumAmounts(postings.filter(({ ledgerAccount }) => ledgerAccount === 'receivable').map(({ debit, credit }) => debit - credit));
  const others = postings.filter(({ ledgerAccount }) => ledgerAccount !== 'receivable');
  return [posting('receivable', receivable + kept), ...others, posting('accountCredit', -kept)].filter(({ debit, credit }) => debit !== credit);
}

/** Takes an entry back. */
export function reversed(postings: readonly Posting[]): Posting[] {
  return postings.map(({ debit, credit, ...posted }) => ({ ...posted, debit: credit, credit: debit }));
}

/** What is owed (minor units) and will not come. */
export function uncollectiblePostings(owed: bigint): Posting[] {
  return [posting('badDebt', owed), posting('receivable', -owed)];
}

/** A positive amount is a debit. */
function posting(ledgerAccount: LedgerAccount, amount: bigint): Posting {
  return amount < 0n ? { ledgerAccount, debit: 0n, credit: -amount } : { ledgerAccount, debit: amount, credit: 0n };
}
