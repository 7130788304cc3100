import type { Reader } from '@plinth/db';
import type { BillingConfig } from '../../config.ts';
import { readCoupons } from './draft-coupons.ts';
import { readPayers } from './draft-payers.ts';
import { readTaxes } from './draft-taxes.ts';
import type { InvoiceDraft } from './invoice-draft.ts';
import type { DraftTerms } from './total-draft.ts';

/** What becomes of drafts besides their lines, by three statements however many there are. */
export async function draftTerms(db: Reader<'billing'>, drafts: readonly InvoiceDraft[], config: BillingConfig): Promise<DraftTerms> {
  const taxes = await readTaxes(db, drafts, config);
  const coupons = await readCoupons(db, drafts);
  return { taxes, coupons, payers: await readPayers(db, drafts, config), rounding: config.sellerTaxRounding };
}
