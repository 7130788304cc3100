import { arrayOf, compile, type Reader } from '@plinth/db';
import type { Clock, Id } from '@plinth/kernel';
import { and, eq, sql } from 'drizzle-orm';
import { meters } from '../db/catalogue.ts';
import { accounts } from '../db/schema.ts';
import { testClocks } from '../db/test-clocks.ts';
import type { SummedProperties } from '../rules/usage-acceptance.ts';

const accountsByIds = compile({ ids: arrayOf(accounts.id) }, (q, p) =>
  q
    .select({ id: accounts.id, ownerId: accounts.ownerId, clockNow: testClocks.now })
    .from(accounts)
    .leftJoin(testClocks, eq(testClocks.id, accounts.testClockId))
    .where(sql`${accounts.id} = any(${p.ids})`),
);

const summedByTypes = compile({ types: arrayOf(meters.eventType) }, (q, p) =>
  q
    .select({ type: meters.eventType, property: meters.valueProperty })
    .from(meters)
    .where(and(eq(meters.aggregation, 'sum'), sql`${meters.eventType} = any(${p.types})`)),
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

/** The properties that meters sum, of events of `types`. */
export async function summedProperties(db: Reader<'billing'>, types: readonly string[]): Promise<SummedProperties> {
  const rows = await db.run(summedByTypes, { types });
  const byType = Map.groupBy(rows, ({ type }) => type);
  return new Map([...byType].map(([type, own]) => [type, own.flatMap(({ property }) => property ?? [])]));
}
