import { arrayOf, compile, compileWrite, instant, type Reader, type Tx } from '@plinth/db';
import type { Clock } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import { guards } from '../db/schema.ts';
import type { Count, Guard } from '../rules/guard.ts';

const keys = arrayOf(guards.key);
const secondsLeft = sql`ceil(extract(epoch from ends_at - now))::integer as "secondsLeft"`;

const runningWindows = compile(
  { keys, now: instant },
  (_q, p) => sql<Count>`
    select key, count, ${secondsLeft} from ${guards}, cast(${p.now} as timestamptz) as now where key = any(${p.keys}::text[]) and ends_at > now`,
);

const lockWindows = compileWrite(
  { keys, now: instant },
  (_q, p) => sql<Count>`
    select key, count, ${secondsLeft} from ${guards}, cast(${p.now} as timestamptz) as now
    where key = any(${p.keys}::text[]) and ends_at > now order by key for update of guards`,
);

const countOneMore = compileWrite(
  { keys, ends: arrayOf(guards.endsAt), now: instant },
  (_q, p) => sql<Count>`
    with counted as (
      insert into ${guards} as guard (key, count, ends_at)
      select key, 1, ends_at from unnest(${p.keys}::text[], ${p.ends}::timestamptz[]) as one (key, ends_at) order by key
      on conflict (key) do update set
        count = case when guard.ends_at > ${p.now}::timestamptz then guard.count + 1 else 1 end,
        ends_at = case when guard.ends_at > ${p.now}::timestamptz then guard.ends_at else excluded.ends_at end
      returning key, count, ends_at
    )
    select key, count, ${secondsLeft} from counted, cast(${p.now} as timestamptz) as now`,
);

const dropWindow = compileWrite({ key: guards.key }, (_q, p) => sql`delete from ${guards} where key = ${p.key}`);

const keysOf = (of: readonly Guard[]): string[] => of.map(({ key }) => key);

/** The counts of the windows under way. */
export const countsOf = (db: Reader<'users'>, clock: Clock, of: readonly Guard[]): Promise<Count[]> =>
  db.run(runningWindows, { keys: keysOf(of), now: clock.now() });

/** The same, and nobody else counts until the transaction ends. */
export const lockedCountsOf = (tx: Tx<'users'>, clock: Clock, of: readonly Guard[]): Promise<Count[]> =>
  tx.run(lockWindows, { keys: keysOf(of), now: clock.now() });

/** Counts one more of each, and resolves to the counts with it. */
export function countOne(tx: Tx<'users'>, clock: Clock, of: readonly Guard[]): Promise<Count[]> {
  const now = clock.now();
  const ends = of.map(({ seconds }) => new Date(now.getTime() + seconds * 1000));
  return tx.run(countOneMore, { keys: keysOf(of), ends, now });
}

/** Forgets what was counted. */
export async function resetGuard(tx: Tx<'users'>, { key }: Guard): Promise<void> {
  await tx.run(dropWindow, { key });
}
