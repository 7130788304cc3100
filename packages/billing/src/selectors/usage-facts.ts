import { arrayOf, compile, type Reader } from '@plinth/db';
import type { Clock, Id } from '@plinth/kernel';
import { eq, sql } from 'drizzle-orm';
import { meters } from '../db/catalogue.ts';
import { accounts } from '../db/schema.ts';
import { testClocks } from '../db/test-clocks.ts';
import type { MeasuredBy, MetersOfTypes } from '../rules/usage-acceptance.ts';

const accountsByIds = compile({ ids: arrayOf(accounts.id) }, (q, p) =>
  q
    .select({ id: accounts.id, ownerId: accounts.ownerId, clockNow: testClocks.now })
    .from(accounts)
    .leftJoin(testClocks, eq(testClocks.id, accounts.testClockId))
    .where(sql`${accounts.id} = any(${p.ids})`),
);

// A meter that reads nothing of an event's data has nothing against it.
const readersByTypes = compile({ types: arrayOf(meters.eventType) }, (q, p) =>
  q
    .select({
      type: meters.eventType,
      aggregation: meters.aggregation,
      valueProperty: meters.valueProperty,
      filters: meters.filters,
      groupBy: meters.groupBy,
    })
    .from(meters)
    .where(sql`${meters.eventType} = any(${p.types}) and (${meters.valueProperty} is not null or cardinality(${meters.groupBy}) > 0)`),
);

/** An account in its own time. */
export interface AccountInTime {
  readonly ownerId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The accounts among `ids` that are in scope, each with the instant of its clock. */
export async function accountsInTime(db: Reader<'billing'>, clock: Clock, ids: readonly Id<'acct'>[]): Promise<ReadonlyMap<Id<'acct'>, AccountInTime>> {
  const rows = await db.run(accountsByIds, { ids });
  return new Map(rows.map(({ id, ownerId, clockNow }) => [id, { ownerId, now: (clockNow ?? clock.now()).getTime() }]));
}

/** The meters that read the data of events of `types`. */
export async function metersOfTypes(db: Reader<'billing'>, types: readonly string[]): Promise<MetersOfTypes> {
  const rows: (MeasuredBy & { readonly type: string })[] = await db.run(readersByTypes, { types });
  return Map.groupBy(rows, ({ type }) => type);
}
