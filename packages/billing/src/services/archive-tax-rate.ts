import { compileWrite, instant } from '@plinth/db';
import { requireOperator } from '@plinth/kernel';
import { and, eq, sql } from 'drizzle-orm';
import type { BillingContext } from '../context.ts';
import type { ArchiveTaxRate, TaxRate } from '../contract/tax-rates.ts';
import { taxRates } from '../db/taxes.ts';
import { billingErrors } from '../errors.ts';
import { taxRateById } from '../selectors/get-tax-rate.ts';
import { toTaxRate } from '../selectors/tax-rate.ts';

const archive = compileWrite({ id: taxRates.id, now: instant }, (q, p) =>
  q
    .update(taxRates)
    .set({ status: 'archived', archivedAt: sql`${p.now}::timestamptz` })
    .where(and(eq(taxRates.id, p.id), eq(taxRates.status, sql`'active'`))),
);

/** Nothing new is taxed with it; accounts and charges that are go on. A second call changes nothing. For operators. */
export async function archiveTaxRate({ tx, clock, actor }: BillingContext, { taxRateId }: ArchiveTaxRate): Promise<TaxRate> {
  requireOperator(actor);
  await tx.run(archive, { id: taxRateId, now: clock.now() });
  const [row] = await tx.run(taxRateById, { id: taxRateId });
  if (!row) throw billingErrors.taxRateNotFound({ taxRateId });
  return toTaxRate(row);
}
