import type { Sql } from 'postgres';
import type { Place, Role } from './place.ts';

const attributes = {
  plinth_migrator: 'login createrole createdb bypassrls',
  plinth_app: 'login',
} as const satisfies Partial<Record<Role, string>>;

/** Makes the two roles and the database `plinth`, as far as they are missing. */
export async function makeRoles(sql: Sql, passwords: Place['passwords']): Promise<void> {
  for (const role of ['plinth_migrator', 'plinth_app'] as const) {
    const [found] = await sql`select from pg_roles where rolname = ${role}`;
    if (found) continue;
    await sql.begin(async (tx) => {
      await execute(tx, tx`select format('create role %I ' || ${attributes[role]} || ' password %L', ${role}::text, ${passwords[role]}::text) as text`);
      // Test runs end their databases' connections, whoever made them. It does not reach a superuser's.
      if (role === 'plinth_migrator') await tx`grant pg_signal_backend to plinth_migrator`;
    });
  }
  const [found] = await sql`select from pg_database where datname = 'plinth'`;
  if (!found) await sql`create database plinth owner plinth_migrator`;
}

/** A statement about roles takes no parameters, so PostgreSQL itself quotes what goes into it. */
async function execute(sql: Pick<Sql, 'unsafe'>, statement: PromiseLike<readonly { text?: string }[]>): Promise<void> {
  const [row] = await statement;
  await sql.unsafe(row?.text ?? '');
}
