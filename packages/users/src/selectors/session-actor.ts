import { instant } from '@plinth/db';
import { type Id, uuidToId } from '@plinth/kernel';
import { type SQL, sql } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import type { AuthenticatedUser } from '../contract/sessions.ts';
import { people, sessions } from '../db/schema.ts';
import { idleSince, isWorthNoting } from '../rules/session-lifetime.ts';
import { grantsOf, ownerScope, rightsOf } from './rights.ts';

export interface FoundSession {
  readonly userId: string;
  readonly secretHash: Uint8Array;
  readonly authenticatedAt: string;
  readonly lastSeenAt: string;
  readonly operator: boolean;
  /** JSON text, as are the memberships. */
  readonly factors: string;
  readonly memberships: string;
}

export const sessionParameters = { id: sessions.id, now: instant, seenAfter: instant, operatorSeenAfter: instant };

type Parameters = Readonly<Record<keyof typeof sessionParameters, SQL>>;

/**
 * One statement for the whole actor, though nobody is known before it and the tables are under row-level security. It opens
 * the one session with the session's id, and then the memberships with the user's: first the materialized scope, which is a
 * one-time filter, so that PostgreSQL evaluates it before it reads a row; then a lateral step that the memberships depend on.
 * A session that is over, idle, of a banned user, or begun before its user became an operator is not found.
 */
export const sessionWithRights = <Row extends FoundSession>(p: Parameters, more: SQL = sql``): SQL<Row> => sql`
    with presented as materialized (select ${ownerScope(sql`${p.id}::uuid`)} as owners),
    session as materialized (
      select s.user_id, s.secret_hash, s.authenticated_at, s.last_seen_at, s.factors, u.operator
      from ${sessions} s join ${people} u on u.id = s.user_id
      where s.id = ${p.id}::uuid and s.expires_at > ${p.now}::timestamptz
        and s.last_seen_at > case when u.operator then ${p.operatorSeenAfter}::timestamptz else ${p.seenAfter}::timestamptz end
        and (s.operator or not u.operator)
        and (u.banned_until is null or u.banned_until <= ${p.now}::timestamptz)
        and (select owners from presented) is not null
    )
    select session.user_id as "userId", session.secret_hash as "secretHash", session.authenticated_at as "authenticatedAt",
      session.last_seen_at as "lastSeenAt", session.operator, to_json(session.factors)::text as factors, rights.memberships${more}
    from session${rightsOf(sql`session.user_id`)}`;

/** What the statement wants to know of a session. */
export function lookUp({ clock, config }: UsersReadContext, id: Id<'sess'>): { id: Id<'sess'>; now: Date; seenAfter: Date; operatorSeenAfter: Date } {
  const now = clock.now();
  const { people: seenAfter, operators: operatorSeenAfter } = idleSince(now, config);
  return { id, now, seenAfter, operatorSeenAfter };
}

/** The user of a session that was found and proved; that it was seen is written down later, and once a minute. */
export function sessionActor({ clock, roles, client, sightings }: UsersReadContext, sessionId: Id<'sess'>, found: FoundSession): AuthenticatedUser {
  const userId = uuidToId('user', found.userId);
  const now = clock.now();
  if (isWorthNoting(new Date(found.lastSeenAt), now)) {
    sightings.note({ id: sessionId, ownerId: userId, at: now, address: client?.ip ?? null, userAgent: client?.userAgent ?? null });
  }
  return {
    type: 'user',
    userId,
    sessionId,
    authenticatedAt: new Date(found.authenticatedAt).toISOString(),
    factors: JSON.parse(found.factors) as string[],
    operator: found.operator,
    grants: grantsOf(found.memberships, roles),
  };
}
