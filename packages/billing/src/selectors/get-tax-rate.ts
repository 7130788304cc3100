import { compile } from '@plinth/db';
import { eq } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { GetTaxRate, TaxRate } from '../contract/tax-rates.ts';
import { taxRates } from '../db/taxes.ts';
import { billingErrors } from '../errors.ts';
import { catalogueReader } from './catalogue-reader.ts';
import { taxRateColumns, toTaxRate } from './tax-rate.ts';

export const taxRateById = compile({ id: taxRates.id }, (q, { id }) => q.select(taxRateColumns).from(taxRates).where(eq(taxRates.id, id)));

/** One rate, archived or not: invoices name it for ever. */
export async function getTaxRate({ db, actor }: BillingReadContext, { taxRateId }: GetTaxRate): Promise<TaxRate> {
  catalogueReader(actor);
  const [row] = await db.run(taxRateById, { id: taxRateId });
  if (!row) throw billingErrors.taxRateNotFound({ taxRateId });
  return toTaxRate(row);
}
