import { compileWrite, json, type Tx } from '@plinth/db';
import { sql } from 'drizzle-orm';

const ensureMonths = compileWrite(
  { instants: json },
  (_q, p) => sql`select billing.ensure_usage_months(array(select value::timestamptz from jsonb_array_elements_text(${p.instants}::jsonb)))`,
);

const day = 86_400_000;

/** The days (UTC) of instants (milliseconds since 1970), each once. */
export const daysOf = (instants: readonly number[]): string[] =>
  [...new Set(instants.map((instant) => Math.floor(instant / day)))].map((number) => new Date(number * day).toISOString());

/** Makes the partitions of the months (UTC) of these instants (milliseconds since 1970), where they are not there yet. */
export async function ensureUsageMonths(tx: Tx<'billing'>, instants: readonly number[]): Promise<void> {
  await tx.run(ensureMonths, { instants: daysOf(instants) });
}
