import { compile, instant, nullableText } from '@plinth/db';
import { accessErrors, uuidToId } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import type { AuthenticatedKey } from '../contract/sessions.ts';
import { apiKeys } from '../db/api-keys.ts';
import { people } from '../db/schema.ts';
import type { PresentedKey } from '../rules/api-key-token.ts';
import { isWorthNoting } from '../rules/session-lifetime.ts';
import { equalHashes } from '../rules/session-token.ts';
import { grantsOf, ownerScope, rightsOf } from './rights.ts';

interface FoundKey {
  readonly userId: string;
  readonly organizationId: string | null;
  readonly secretHash: Uint8Array;
  /** Null where the overlap of a rotation is over. */
  readonly previousHash: Uint8Array | null;
  readonly lastUsedAt: string | null;
  /** JSON text, as are the memberships. */
  readonly scopes: string;
  readonly memberships: string;
}

/**
 * The key and the rights of its user at this moment, in one statement that enters owners as that of sessions does. A key that
 * is revoked, expired, of a banned user, or not for the address is not found.
 */
const keyWithRights = compile(
  { id: apiKeys.id, now: instant, address: nullableText },
  (_q, p) => sql<FoundKey>`
    with presented as materialized (select ${ownerScope(sql`${p.id}::uuid`)} as owners),
    key as materialized (
      select k.user_id, k.organization_id, k.secret_hash, k.scopes, k.last_used_at,
        case when k.previous_ends_at > ${p.now}::timestamptz then k.previous_hash end as previous_hash
      from ${apiKeys} k join ${people} u on u.id = k.user_id
      where k.id = ${p.id}::uuid and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > ${p.now}::timestamptz)
        and (cardinality(k.allowed_ips) = 0 or ${p.address}::inet <<= any (k.allowed_ips::inet[]))
        and (u.banned_until is null or u.banned_until <= ${p.now}::timestamptz)
        and (select owners from presented) is not null
    )
    select key.user_id as "userId", key.organization_id as "organizationId", key.secret_hash as "secretHash",
      key.previous_hash as "previousHash", key.last_used_at as "lastUsedAt", to_json(key.scopes)::text as scopes, rights.memberships
    from key${rightsOf(sql`key.user_id`, sql`key.organization_id`)}`,
);

/** An IPv4 address as IPv4, without the name of an interface. */
const plainAddress = (ip: string): string => (ip.split('%', 1)[0] ?? '').replace(/^::ffff:(?=\d+\.)/i, '');

/** The program behind a key: scopes ∩ rights of the user behind it. Without any membership left it is nobody. */
export async function keyActor(context: UsersReadContext, { keyId, secretHash }: PresentedKey): Promise<AuthenticatedKey> {
  const { db, clock, client, roles, sightings } = context;
  const now = clock.now();
  const [found] = await db.run(keyWithRights, { id: keyId, now, address: client ? plainAddress(client.ip) : null });
  const proved = found && [found.secretHash, found.previousHash].some((hash) => hash !== null && equalHashes(hash, secretHash));
  if (!proved) throw accessErrors.unauthenticated();
  const grants = grantsOf(found.memberships, roles, JSON.parse(found.scopes) as string[]);
  if (grants.length === 0) throw accessErrors.unauthenticated();
  if (isWorthNoting(found.lastUsedAt === null ? null : new Date(found.lastUsedAt), now)) {
    const ownerId = found.organizationId === null ? uuidToId('user', found.userId) : uuidToId('org', found.organizationId);
    sightings.note({ id: keyId, ownerId, at: now, address: null, userAgent: null });
  }
  return { type: 'key', keyId, grants };
}
