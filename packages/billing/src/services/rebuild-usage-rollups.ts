import { compileWrite, type Tx } from '@plinth/db';
import { sql } from 'drizzle-orm';

// Whoever rolls up waits for this, or this for them.
const forget = compileWrite(
  {},
  () => sql`
    with held as materialized (select meter_id from billing.usage_rollup_progress for update),
      emptied as (delete from billing.usage_rollups where meter_id in (select meter_id from held)),
      cleared as (delete from billing.usage_rollup_values where meter_id in (select meter_id from held)),
      unwritten as (delete from billing.usage_rollup_transactions where meter_id in (select meter_id from held))
    update billing.usage_rollup_progress set rolled_until = '0' where meter_id in (select meter_id from held)`,
);

// Transactions may have another count by now.
const lookAnew = compileWrite({}, () => sql`update billing.subscriptions set usage_counted_until = '0' where usage_counted_until is not null`);

/** Forgets what was rolled up: all is counted from the events until it is rolled up again, to the same tables. */
export async function forgetRollups(tx: Tx<'billing'>): Promise<void> {
  await tx.run(forget, {});
  await tx.run(lookAnew, {});
}
