import { setScope } from '@plinth/db';
import type { Grant } from '@plinth/kernel';
import { uuidToId } from '@plinth/kernel';
import { type SQL, sql } from 'drizzle-orm';
import { memberships, roles as ownRoles } from '../db/schema.ts';
import { permissionsOf, type Roles } from '../rules/roles.ts';

/** The scope of what follows in the same statement: the one owner. */
export const ownerScope = (uuid: SQL): SQL => setScope(sql`'{' || ${uuid} || '}'`);

/** Read for each membership that has one, so after the scope is set. */
const ownPermissions = sql`(select r.permissions from ${ownRoles} r where r.organization_id = m.organization_id and r.key = m.own_role)`;

/**
 * Two steps of a statement that has found out who calls: they enter the user's rows and read `rights.memberships`, which depends
 * on the first. `only` narrows them to one organization, where it is not null.
 */
export const rightsOf = (user: SQL, only?: SQL): SQL => sql`
    cross join lateral (select ${ownerScope(user)} as owners) as known
    cross join lateral (
      select coalesce(json_agg(json_build_array(m.organization_id, m.role, ${ownPermissions}) order by m.organization_id), '[]')::text as memberships
      from ${memberships} m
      where m.user_id = ${user} and known.owners is not null${only ? sql` and (${only} is null or m.organization_id = ${only})` : sql``}
    ) as rights`;

/** What `rights.memberships` (JSON text) allows: a grant for each organization, narrowed to `scopes` where there are any. */
export function grantsOf(held: string, roles: Roles, scopes?: readonly string[]): { ownerId: string; permissions: string[] }[] {
  const memberOf = JSON.parse(held) as [organization: string, role: string, own: string[] | null][];
  return memberOf.map(([organization, role, own]) => {
    const permissions = permissionsOf(roles, role, own);
    return { ownerId: uuidToId('org', organization), permissions: permissions.filter((permission) => !scopes || scopes.includes(permission)) };
  }) satisfies Grant[];
}
