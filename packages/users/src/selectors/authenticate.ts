import { compile, instant } from '@plinth/db';
import { accessErrors, uuidToId } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import type { Authenticate, AuthenticatedUser } from '../contract/sessions.ts';
import { memberships, people, roles as ownRoles, sessions } from '../db/schema.ts';
import { permissionsOf } from '../rules/roles.ts';
import { equalHashes, parseSessionToken } from '../rules/session-token.ts';

interface Found {
  readonly userId: string;
  readonly secretHash: Uint8Array;
  readonly authenticatedAt: string;
  readonly operator: boolean;
  /** JSON text. */
  readonly memberships: string;
}

const setScope = (scope: ReturnType<typeof sql>) => sql`set_config('plinth.scope', ${scope}, true)`;

/** Read for each membership that has one, so after the scope is set. */
const ownPermissions = sql`(select r.permissions from ${ownRoles} r where r.organization_id = m.organization_id and r.key = m.own_role)`;

/**
 * One statement for the whole actor, though nobody is known before it and the tables are under row-level security. It opens
 * the one session with the session's id, and then the memberships with the user's: first the materialized scope, which is a
 * one-time filter, so that PostgreSQL evaluates it before it reads a row; then a lateral step that the memberships depend on.
 */
export const sessionWithRights = compile(
  { id: sessions.id, now: instant },
  (_q, p) => sql<Found>`
    with presented as materialized (select ${setScope(sql`'{' || ${p.id}::uuid || '}'`)} as owners),
    session as materialized (
      select s.user_id, s.secret_hash, s.authenticated_at, u.operator
      from ${sessions} s join ${people} u on u.id = s.user_id
      where s.id = ${p.id}::uuid and s.expires_at > ${p.now}::timestamptz and (select owners from presented) is not null
    )
    select session.user_id as "userId", session.secret_hash as "secretHash", session.authenticated_at as "authenticatedAt",
      session.operator, rights.memberships
    from session
    cross join lateral (select ${setScope(sql`'{' || session.user_id || '}'`)} as owners) as known
    cross join lateral (
      select coalesce(json_agg(json_build_array(m.organization_id, m.role, ${ownPermissions}) order by m.organization_id), '[]')::text as memberships
      from ${memberships} m
      where m.user_id = session.user_id and known.owners is not null
    ) as rights`,
);

/** The user behind a session token, with all rights of this moment: no cache, so that a revocation bites on the next request. */
export async function authenticate({ db, clock, roles }: UsersReadContext, { token }: Authenticate): Promise<AuthenticatedUser> {
  const presented = parseSessionToken(token);
  const [found] = presented ? await db.run(sessionWithRights, { id: presented.sessionId, now: clock.now() }) : [];
  if (!presented || !found || !equalHashes(found.secretHash, presented.secretHash)) throw accessErrors.unauthenticated();
  const held = JSON.parse(found.memberships) as [organization: string, role: string, own: string[] | null][];
  return {
    type: 'user',
    userId: uuidToId('user', found.userId),
    sessionId: presented.sessionId,
    authenticatedAt: new Date(found.authenticatedAt).toISOString(),
    factors: ['password'],
    operator: found.operator,
    grants: held.map(([organization, role, own]) => ({ ownerId: uuidToId('org', organization), permissions: [...permissionsOf(roles, role, own)] })),
  };
}
