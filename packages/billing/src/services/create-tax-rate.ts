import { arrayOf, compile, compileWrite, text, type Tx } from '@plinth/db';
import { type FieldIssue, requestErrors, requireOperator } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { BillingContext } from '../context.ts';
import type { CreateTaxRate, TaxRate } from '../contract/tax-rates.ts';
import { taxRates } from '../db/taxes.ts';
import { hundred, parseDecimal, sumDecimals } from '../rules/decimal.ts';
import { taxRateColumns, taxRateProblems, toTaxRate } from '../selectors/tax-rate.ts';

const { id, key, name, jurisdiction, percentage, behavior, createdAt, parts } = taxRates;

const lockVersions = compileWrite({ key: text }, (_q, p) => sql`select pg_advisory_xact_lock(hashtextextended('billing tax rate ' || ${p.key}::text, 0))`);

const supersede = compileWrite(
  { key, now: createdAt },
  (_q, p) => sql`
    update billing.tax_rates set status = 'archived', archived_at = coalesce(archived_at, ${p.now}::timestamptz), superseded_at = ${p.now}::timestamptz
    where key = ${p.key} and superseded_at is null`,
);

const insertRate = compileWrite({ id, key, name, jurisdiction, percentage, behavior, createdAt, parts }, (q, rate) =>
  q
    .insert(taxRates)
    .values({ ...rate, version: sql`(select coalesce(max(earlier.version), 0) + 1 from ${taxRates} earlier where earlier.key = ${rate.key})` })
    .returning(taxRateColumns),
);

const ratesInForce = compile({ keys: arrayOf(key) }, (q, p) => q.select(taxRateColumns).from(taxRates).where(sql`${key} = any(${p.keys}) and ${taxRates.supersededAt} is null`));

/** What is wrong with one of the rates that another is to be put together from; null where nothing is. */
function problemOf(part: TaxRate, within: CreateTaxRate): Pick<FieldIssue, 'code' | 'message'> | null {
  if (part.key === within.key || part.parts.length > 0) return { code: 'combined_tax_rate', message: `${part.key} is put together from others itself.` };
  if (part.behavior !== within.behavior) return { code: 'other_behavior', message: `${part.key} is ${part.behavior}.` };
  return null;
}

/** The rates that another is put together from, as they are now; `request.invalid` names what is wrong with each. */
async function partsOf(tx: Tx<'billing'>, rate: CreateTaxRate, keys: readonly string[]): Promise<TaxRate[]> {
  const pointed = keys.map((wanted, index) => ({ pointer: `/parts/${index}`, key: wanted }));
  const known = new Map((await tx.run(ratesInForce, { keys })).map((row) => [row.key, toTaxRate(row)]));
  const twice = pointed.filter(({ key: wanted }, index) => keys.indexOf(wanted) < index).map(({ pointer }) => ({ pointer, code: 'duplicate', message: 'It stands there already.' }));
  const unfit = pointed.flatMap(({ pointer, key: wanted }) => {
    const found = known.get(wanted);
    const problem = found && problemOf(found, rate);
    return problem ? [{ pointer, ...problem }] : [];
  });
  const problems = [...(await taxRateProblems(tx, pointed)), ...twice, ...unfit];
  if (problems.length > 0) throw requestErrors.invalid(problems);
  return keys.flatMap((wanted) => known.get(wanted) ?? []);
}

const refuse = (pointer: string, code: string, message: string) => requestErrors.invalid([{ pointer, code, message }]);

/**
 * Makes a rate, or the next version of one: whatever is taxed with its key is taxed with it from now on, and the version before is archived. One
 * that is put together from others is the sum of their percentages. For operators.
 */
export async function createTaxRate({ tx, ids, clock, actor }: BillingContext, { parts: keys, ...rate }: CreateTaxRate): Promise<TaxRate> {
  requireOperator(actor);
  if ((rate.percentage === undefined) === (keys === undefined)) throw refuse('/percentage', 'percentage_or_parts', 'Either a percentage or parts.');
  const found = keys ? await partsOf(tx, rate, keys) : [];
  const sum = rate.percentage === undefined ? sumDecimals(found.map((part) => parseDecimal(part.percentage))) : parseDecimal(rate.percentage);
  if (sum.gt(hundred)) throw refuse(keys ? '/parts' : '/percentage', 'not_a_percent', 'From 0 to 100.');
  await tx.run(lockVersions, { key: rate.key });
  await tx.run(supersede, { key: rate.key, now: clock.now() });
  const kept = found.map((part) => ({ id: part.id, key: part.key, name: part.name, jurisdiction: part.jurisdiction, percentage: part.percentage }));
  const [made] = await tx.run(insertRate, { ...rate, percentage: sum.toFixed(), parts: kept, id: ids('taxrate'), createdAt: clock.now() });
  if (!made) throw new Error('The rate was not written.');
  return toTaxRate(made);
}
