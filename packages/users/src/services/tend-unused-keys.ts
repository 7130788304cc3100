import { compileWrite, instant } from '@plinth/db';
import { sql } from 'drizzle-orm';
import type { UpkeepContext } from '../context.ts';
import { apiKeys } from '../db/api-keys.ts';
import { usersEvents } from '../events.ts';
import { unusedKeyLimits } from '../rules/unused-key.ts';

const { id } = apiKeys;
const atOnce = 500;

const live = (now: unknown) => sql`revoked_at is null and (expires_at is null or expires_at > ${now}::timestamptz)`;

const expire = compileWrite(
  { now: instant, unusedSince: instant, warnedBefore: instant },
  (_q, p) => sql`
    update ${apiKeys} set expires_at = ${p.now}::timestamptz
    where ${live(p.now)} and coalesce(last_used_at, created_at) <= ${p.unusedSince}::timestamptz and warned_at <= ${p.warnedBefore}::timestamptz
    returning true as expired`,
);

const warn = compileWrite({ now: instant, unusedSince: instant }, (q, p) =>
  q
    .update(apiKeys)
    .set({ warnedAt: p.now })
    .where(
      sql`${id} in (select id from ${apiKeys} where ${live(p.now)} and warned_at is null
        and coalesce(last_used_at, created_at) <= ${p.unusedSince}::timestamptz limit ${sql.raw(String(atOnce))} for update skip locked)`,
    )
    .returning({ id }),
);

/** Lets keys expire whose owners were warned in time, and warns those of the next. */
export async function tendUnusedKeys({ tx, clock, config, publish }: UpkeepContext): Promise<{ warned: number; expired: number }> {
  const now = clock.now();
  const limits = unusedKeyLimits(now, config.apiKeyUnusedDays);
  const expired = await tx.run(expire, { now, unusedSince: limits.warn, warnedBefore: limits.expire });
  const warned = await tx.run(warn, { now, unusedSince: limits.warn });
  for (const { id: keyId } of warned) publish(usersEvents.apiKeyNoticeRequested, { keyId, notice: 'unused' });
  return { warned: warned.length, expired: expired.length };
}
