import type { Sql } from 'postgres';
import { ownerRole, runtimeRole, systemRole } from '../roles.ts';
import { MigrationError } from './error.ts';

async function makeSchema(sql: Sql, schema: string, owner: string): Promise<void> {
  await sql`create schema if not exists ${sql(schema)} authorization ${sql(owner)}`;
  const [found] = await sql<{ owner: string }[]>`select nspowner::regrole::text as owner from pg_namespace where nspname = ${schema}`;
  if (found?.owner !== owner) throw new MigrationError(`The schema ${schema} belongs to ${String(found?.owner)} and not to ${owner}.`);
}

/**
 * Makes the module's schema and that of its jobs. What its roles may do with a table is given by default privileges, so
 * at the moment a file makes the table, and a file that takes a right away takes it for good.
 */
export async function makeSchemas(sql: Sql, module: string): Promise<void> {
  const owner = ownerRole(module);
  const schemas = [module, `${module}_jobs`];
  for (const schema of schemas) await makeSchema(sql, schema, owner);
  await sql.begin(async (tx) => {
    const users = tx`${tx(runtimeRole(module))}, ${tx(systemRole(module))}`;
    await tx`set local role ${tx(owner)}`;
    // PostgreSQL lets everyone execute a new function unless its owner says otherwise for all schemas.
    await tx`alter default privileges revoke execute on routines from public`;
    for (const schema of schemas.map((name) => tx(name))) {
      await tx`grant usage on schema ${schema} to ${users}`;
      await tx`alter default privileges in schema ${schema} grant select, insert, update, delete on tables to ${users}`;
      await tx`alter default privileges in schema ${schema} grant usage, select on sequences to ${users}`;
      await tx`alter default privileges in schema ${schema} grant execute on routines to ${users}`;
    }
  });
}
