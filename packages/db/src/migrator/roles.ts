import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from 'postgres';
import { ownerRole, runtimeRole, systemRole } from '../roles.ts';
import { MigrationError } from './error.ts';

const tries = 20;

/**
 * Roles belong to the whole server, so the migrators of other databases may make the same ones at this moment. Each step
 * looks first and is taken again when another was quicker.
 */
async function besideOthers(step: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await step();
      return;
    } catch (error) {
      const raced = codeOf(error) === '42710' || codeOf(error) === '23505' || isConcurrentUpdate(error);
      if (!raced || attempt === tries) throw error;
      await sleep(Math.random() * 50);
    }
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** PostgreSQL gives it no code of its own: XX000 is every internal error. */
const isConcurrentUpdate = (error: unknown): boolean => error instanceof Error && /^tuple concurrently (?:updated|deleted)/.test(error.message);

async function makeRole(sql: Sql, role: string, bypassesRowSecurity: boolean): Promise<void> {
  const [found] = await sql<{ rolbypassrls: boolean }[]>`select rolbypassrls from pg_roles where rolname = ${role}`;
  if (!found) {
    await sql`create role ${sql(role)} nologin ${bypassesRowSecurity ? sql`bypassrls` : sql`nobypassrls`}`;
  } else if (found.rolbypassrls !== bypassesRowSecurity) {
    throw new MigrationError(`The role ${role} must have ${bypassesRowSecurity ? 'BYPASSRLS' : 'NOBYPASSRLS'}; alter it by hand.`);
  }
}

/** May take the role, and holds nothing of it before that. */
async function letTake(sql: Sql, member: string, role: string): Promise<void> {
  const [found] = await sql<{ may: boolean }[]>`select pg_has_role(${member}, ${role}, 'SET') as may`;
  if (!found?.may) await sql`grant ${sql(role)} to ${sql(member)} with inherit false, set true`;
}

async function currentUser(sql: Sql): Promise<string> {
  const [row] = await sql<{ name: string }[]>`select current_user::text as name`;
  return row?.name ?? '';
}

async function requireLogin(sql: Sql, user: string): Promise<void> {
  const [found] = await sql`select from pg_roles where rolname = ${user}`;
  if (!found) throw new MigrationError(`The application's role ${user} does not exist on this server.`);
}

/** Makes the module's three roles; the migrating user may take them all, the application's user the two that run. */
export async function makeRoles(sql: Sql, module: string, applicationUser: string | undefined): Promise<void> {
  const [owner, runtime, system] = [ownerRole(module), runtimeRole(module), systemRole(module)];
  const migrator = await currentUser(sql);
  if (applicationUser !== undefined) await requireLogin(sql, applicationUser);
  const members = [
    ...[owner, runtime, system].map((role) => [migrator, role] as const),
    ...(applicationUser === undefined ? [] : [runtime, system].map((role) => [applicationUser, role] as const)),
  ];
  try {
    for (const role of [owner, runtime, system]) await besideOthers(() => makeRole(sql, role, role === system));
    for (const [member, role] of members) await besideOthers(() => letTake(sql, member, role));
  } catch (cause) {
    if (codeOf(cause) !== '42501') throw cause;
    const needed = `${migrator} must be a superuser, or have CREATEROLE and BYPASSRLS and have made the roles itself`;
    throw new MigrationError(`The roles of ${module} cannot be made: ${needed} (${String(cause)}).`, { cause });
  }
}
