import type { ISql, PendingQuery, Row, Sql } from 'postgres';
import { runtimeRole, systemRole } from '../roles.ts';
import type { Migration } from './migration-set.ts';

const schema = 'migrations';

/** Makes the module's ledger: what was applied, and what it said. The module's roles may read it and nothing else. */
export async function makeLedger(sql: Sql, module: string): Promise<void> {
  const ledger = ledgerOf(sql, module);
  const readers = sql`${sql(runtimeRole(module))}, ${sql(systemRole(module))}`;
  await sql`create schema if not exists ${sql(schema)}`;
  await sql`
    create table if not exists ${ledger} (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`;
  await sql`grant usage on schema ${sql(schema)} to ${readers}`;
  await sql`grant select on ${ledger} to ${readers}`;
}

export const ledgerOf = (sql: ISql, module: string): PendingQuery<Row[]> => sql`${sql(schema)}.${sql(module)}`;

/** The checksums of what was applied, by name; empty before the first migration. */
export async function readLedger(sql: Sql, module: string): Promise<Map<string, string>> {
  const [found] = await sql<{ made: boolean }[]>`select to_regclass(${`${schema}.${module}`}) is not null as made`;
  if (!found?.made) return new Map();
  const rows = await sql<{ name: string; checksum: string }[]>`select name, checksum from ${ledgerOf(sql, module)} order by applied_at, name`;
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

/** What was applied of each module: checksums by name. */
export type Ledgers = ReadonlyMap<string, ReadonlyMap<string, string>>;

export async function readLedgers(sql: Sql, modules: Iterable<string>): Promise<Ledgers> {
  const ledgers = new Map<string, ReadonlyMap<string, string>>();
  for (const module of modules) ledgers.set(module, await readLedger(sql, module));
  return ledgers;
}

/** Resolves to false when the transaction that `transaction` names is over. */
export async function record(sql: ISql, { module, name, checksum }: Migration, transaction?: string): Promise<boolean> {
  const rows = await sql`
    insert into ${ledgerOf(sql, module)} (name, checksum)
    select ${name}, ${checksum}
    where ${transaction ?? null}::text is null or pg_current_xact_id()::text = ${transaction ?? null}
    returning name`;
  return rows.length === 1;
}
