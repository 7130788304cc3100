import { compileWrite, instant } from '@plinth/db';
import { sql } from 'drizzle-orm';
import type { UpkeepContext } from '../context.ts';
import { sessions } from '../db/schema.ts';

const dropEnded = compileWrite({ now: instant }, (_q, p) => sql`delete from ${sessions} where expires_at <= ${p.now}::timestamptz returning true as purged`);

/** Removes sessions whose absolute end has passed: they open nothing any more, and hold an address. */
export async function purgeSessions({ tx, clock }: UpkeepContext): Promise<{ purged: number }> {
  return { purged: (await tx.run(dropEnded, { now: clock.now() })).length };
}
