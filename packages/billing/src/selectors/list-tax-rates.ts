import { compile, integer, limitOf } from '@plinth/db';
import { defaultLimit, newestBefore, type Page, pageOf } from '@plinth/kernel';
import { and, desc, eq, lt } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { ListTaxRates, TaxRate } from '../contract/tax-rates.ts';
import { taxRates } from '../db/taxes.ts';
import { catalogueReader } from './catalogue-reader.ts';
import { taxRateColumns, toTaxRate } from './tax-rate.ts';

const parameters = { before: taxRates.id, limit: integer };

const allRates = compile(parameters, (q, p) => q.select(taxRateColumns).from(taxRates).where(lt(taxRates.id, p.before)).orderBy(desc(taxRates.id)).limit(limitOf(p.limit)));

const versionsOfKey = compile({ ...parameters, key: taxRates.key }, (q, p) =>
  q
    .select(taxRateColumns)
    .from(taxRates)
    .where(and(eq(taxRates.key, p.key), lt(taxRates.id, p.before)))
    .orderBy(desc(taxRates.id))
    .limit(limitOf(p.limit)),
);

/** The seller's rates, or all versions of one, newest first. */
export async function listTaxRates({ db, actor }: BillingReadContext, { key, cursor, limit = defaultLimit }: ListTaxRates): Promise<Page<TaxRate>> {
  catalogueReader(actor);
  const page = { before: newestBefore('taxrate', cursor), limit: limit + 1 };
  const rows = key === undefined ? await db.run(allRates, page) : await db.run(versionsOfKey, { ...page, key });
  return pageOf(rows, limit, (row) => [row.id], toTaxRate);
}
