import { arrayOf, compile, type Reader } from '@plinth/db';
import type { FieldIssue } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { TaxRate } from '../contract/tax-rates.ts';
import { taxRates } from '../db/taxes.ts';

const { id, key, version, name, jurisdiction, percentage, behavior, status, createdAt, archivedAt, parts } = taxRates;
export const taxRateColumns = { id, key, version, name, jurisdiction, percentage, behavior, status, createdAt, archivedAt, parts };

type TaxRateRow = Omit<typeof taxRates.$inferSelect, 'supersededAt'>;

/** A rate as callers see it. */
export const toTaxRate = (row: TaxRateRow): TaxRate => ({
  ...row,
  parts: row.parts as TaxRate['parts'],
  revision: row.archivedAt ? 2 : 1,
  createdAt: row.createdAt.toISOString(),
  archivedAt: row.archivedAt?.toISOString() ?? null,
});

const ratesInForce = compile({ keys: arrayOf(taxRates.key) }, (q, p) =>
  q.select({ key, status }).from(taxRates).where(sql`${key} = any(${p.keys}) and ${taxRates.supersededAt} is null`),
);

/** What is wrong with the keys of rates that something new is to be taxed with. */
export async function taxRateProblems(db: Reader<'billing'>, asked: readonly { readonly pointer: string; readonly key: string }[]): Promise<FieldIssue[]> {
  if (asked.length === 0) return [];
  const found = new Map((await db.run(ratesInForce, { keys: asked.map((rate) => rate.key) })).map((rate) => [rate.key, rate.status]));
  return asked.flatMap(({ pointer, key: wanted }) => {
    const known = found.get(wanted);
    if (known === 'active') return [];
    return [{ pointer, code: known ? 'archived_tax_rate' : 'unknown_tax_rate', message: `There is no active tax rate ${wanted}.` }];
  });
}
