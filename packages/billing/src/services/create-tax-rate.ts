import { compileWrite, text } from '@plinth/db';
import { requestErrors, requireOperator } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { BillingContext } from '../context.ts';
import type { CreateTaxRate, TaxRate } from '../contract/tax-rates.ts';
import { taxRates } from '../db/taxes.ts';
import { hundred, parseDecimal } from '../rules/decimal.ts';
import { taxRateColumns, toTaxRate } from '../selectors/tax-rate.ts';

const { id, key, name, jurisdiction, percentage, behavior, createdAt } = taxRates;

const lockVersions = compileWrite({ key: text }, (_q, p) => sql`select pg_advisory_xact_lock(hashtextextended('billing tax rate ' || ${p.key}::text, 0))`);

const supersede = compileWrite(
  { key, now: createdAt },
  (_q, p) => sql`
    update billing.tax_rates set status = 'archived', archived_at = coalesce(archived_at, ${p.now}::timestamptz), superseded_at = ${p.now}::timestamptz
    where key = ${p.key} and superseded_at is null`,
);

const insertRate = compileWrite({ id, key, name, jurisdiction, percentage, behavior, createdAt }, (q, rate) =>
  q
    .insert(taxRates)
    .values({ ...rate, version: sql`(select coalesce(max(earlier.version), 0) + 1 from ${taxRates} earlier where earlier.key = ${rate.key})` })
    .returning(taxRateColumns),
);

/**
 * Makes a rate, or the next version of one: whatever is taxed with its key is taxed with it from now on, and the version before is archived. For
 * operators.
 */
export async function createTaxRate({ tx, ids, clock, actor }: BillingContext, rate: CreateTaxRate): Promise<TaxRate> {
  requireOperator(actor);
  if (parseDecimal(rate.percentage).gt(hundred)) throw requestErrors.invalid([{ pointer: '/percentage', code: 'not_a_percent', message: 'From 0 to 100.' }]);
  await tx.run(lockVersions, { key: rate.key });
  await tx.run(supersede, { key: rate.key, now: clock.now() });
  const [made] = await tx.run(insertRate, { ...rate, id: ids('taxrate'), createdAt: clock.now() });
  if (!made) throw new Error('The rate was not written.');
  return toTaxRate(made);
}
