import type { TestDatabase } from '@plinth/testing';

export interface StoredRow {
  /** `users.outbox` */
  readonly table: string;
  readonly row: string;
}

/** Every row of a module's tables and of its job queue, as text. */
export async function everyRow(database: Pick<TestDatabase, 'driver'>, module: string): Promise<StoredRow[]> {
  const sql = database.driver(module);
  const tables = await sql<{ schema: string; name: string }[]>`
    select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in (${module}, ${`${module}_jobs`}) and c.relkind in ('r', 'p') and not c.relispartition`;
  const rows: StoredRow[] = [];
  for (const { schema, name } of tables) {
    const found = await sql<{ row: string }[]>`select to_jsonb(t)::text as row from ${sql(schema)}.${sql(name)} t`;
    rows.push(...found.map(({ row }) => ({ table: `${schema}.${name}`, row })));
  }
  return rows;
}
