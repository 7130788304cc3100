import { compileWrite, instant } from '@plinth/db';
import { sql } from 'drizzle-orm';
import type { UpkeepContext } from '../context.ts';
import { emailChanges, guards, invitations, oneTimeTokens, signUps } from '../db/schema.ts';
import { invitationPurge } from '../rules/retention.ts';

const dropExpired = compileWrite(
  { now: instant, invitedBefore: instant },
  (_q, p) => sql<{ purged: number }>`
    with tokens as (delete from ${oneTimeTokens} where expires_at <= ${p.now}::timestamptz returning 1),
    sign_ups_gone as (delete from ${signUps} where expires_at <= ${p.now}::timestamptz returning 1),
    changes as (delete from ${emailChanges} where expires_at <= ${p.now}::timestamptz returning 1),
    windows as (delete from ${guards} where ends_at <= ${p.now}::timestamptz returning 1),
    invited as (delete from ${invitations} where expires_at <= ${p.invitedBefore}::timestamptz returning 1)
    select count(*)::integer as purged from (
      select 1 from tokens union all select 1 from sign_ups_gone union all select 1 from changes union all select 1 from windows union all select 1 from invited
    ) as gone`,
);

/** Removes what proves and counts nothing any more, and the addresses in it. An invitation stays to be sent again for a while. */
export async function purgeExpired({ tx, clock }: UpkeepContext): Promise<{ purged: number }> {
  const now = clock.now();
  const [gone] = await tx.run(dropExpired, { now, invitedBefore: invitationPurge(now) });
  return { purged: gone?.purged ?? 0 };
}
