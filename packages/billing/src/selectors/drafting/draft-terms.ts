import type { Reader } from '@plinth/db';
import type { BillingConfig } from '../../config.ts';
import { readCoupons } from './draft-coupons.ts';
import { readTaxes } from './draft-taxes.ts';
import type { InvoiceDraft } from './invoice-draft.ts';
import type { DraftTerms } from './total-draft.ts';

/** What the totals of drafts depend on, by two statements however many there are. */
export async function draftTerms(db: Reader<'billing'>, drafts: readonly InvoiceDraft[], { sellerTaxRounding: rounding }: BillingConfig): Promise<DraftTerms> {
  return { taxes: await readTaxes(db, drafts), coupons: await readCoupons(db, drafts), rounding };
}
