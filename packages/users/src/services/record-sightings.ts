import { compileWrite, type Database, json } from '@plinth/db';
import { idToUuid } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import { apiKeys } from '../db/api-keys.ts';
import { sessions } from '../db/schema.ts';
import type { Sighting } from '../ports/sightings.ts';

/** Of two processes that saw the same session, the second finds it written. */
const seeSessions = compileWrite(
  { seen: json },
  (_q, p) => sql`
    update ${sessions} session set last_seen_at = seen.at, address = coalesce(seen.address, session.address),
      user_agent = coalesce(seen.agent, session.user_agent)
    from jsonb_to_recordset(${p.seen}::jsonb) as seen (id uuid, at timestamptz, address text, agent text)
    where session.id = seen.id and session.last_seen_at <= seen.at - interval '1 minute'`,
);

/** A key that is used again is not warned about any more. */
const seeKeys = compileWrite(
  { seen: json },
  (_q, p) => sql`
    update ${apiKeys} key set last_used_at = seen.at, warned_at = null
    from jsonb_to_recordset(${p.seen}::jsonb) as seen (id uuid, at timestamptz)
    where key.id = seen.id and (key.last_used_at is null or key.last_used_at <= seen.at - interval '1 minute')`,
);

const rowOf = ({ id, at, address, userAgent }: Sighting) => ({ id: idToUuid(id), at: at.toISOString(), address, agent: userAgent });

/** Writes down when sessions were last seen, and from where, and when keys were used. Housekeeping, so no call, no audit row, no event. */
export async function recordSightings(database: Database<'users'>, batch: readonly Sighting[]): Promise<void> {
  const [first, ...owners] = [...new Set(batch.flatMap(({ id, ownerId }) => [idToUuid(id), idToUuid(ownerId)]))];
  if (first === undefined) return;
  await database.transaction(owners, async (tx) => {
    await tx.enter(first);
    const { sess = [], key = [] } = Object.groupBy(batch, ({ id }) => (id.startsWith('key_') ? 'key' : 'sess'));
    if (sess.length > 0) await tx.run(seeSessions, { seen: sess.map(rowOf) });
    if (key.length > 0) await tx.run(seeKeys, { seen: key.map(rowOf) });
  });
}
