import postgres, { type Sql } from 'postgres';
import { ownerRole } from '../roles.ts';
import { MigrationError } from './error.ts';
import { record } from './ledger.ts';
import type { Migration } from './migration-set.ts';

/** A file that waits longer for a lock would hold up everything that queues behind it. */
const lockTimeout = '5s';
/** An index that is built concurrently waits for old transactions and holds up nobody. */
const patientLockTimeout = '10min';

/** The extended protocol takes one statement only; in the simple one several would share an implicit transaction. */
const oneStatement = { prepare: false, simple: false };

/** False for a file that says so in its first line. */
export const runsInTransaction = ({ sql }: Migration): boolean => !/^-- plinth: no transaction[^\S\n]*(?:\n|$)/.test(sql);

const lineAt = (text: string, position: number): number => text.slice(0, position).split('\n').length;

function failureOf({ module, name, sql }: Migration, cause: unknown): MigrationError {
  if (cause instanceof MigrationError) return cause;
  const at = cause instanceof postgres.PostgresError && cause.position ? `, line ${lineAt(sql, Number(cause.position))}` : '';
  const details = cause instanceof postgres.PostgresError && cause.detail ? ` ${cause.detail}` : '';
  return new MigrationError(`${module}: ${name}${at}: ${cause instanceof Error ? cause.message : String(cause)}.${details}`, { cause });
}

/** The file and its row in the ledger are committed together or not at all. */
async function inTransaction(sql: Sql, migration: Migration): Promise<void> {
  await sql.begin(async (tx) => {
    const [start] = await tx<{ transaction: string }[]>`select pg_current_xact_id()::text as transaction`;
    await tx`reset all`;
    await tx`select set_config('lock_timeout', ${lockTimeout}, true)`;
    // The owner is bound by row-level security too. Better an error than a backfill that silently finds no rows.
    await tx`set local row_security = off`;
    await tx`set local role ${tx(ownerRole(migration.module))}`;
    await tx.unsafe(migration.sql);
    await tx`reset role`;
    const recorded = await record(tx, migration, start?.transaction ?? '');
    if (!recorded) throw new MigrationError(`${migration.module}: ${migration.name} ends its transaction itself; leave commit and rollback out.`);
  });
}

async function requireValidIndexes(sql: Sql, { module, name }: Migration): Promise<void> {
  const broken = await sql<{ index: string }[]>`
    select indexrelid::regclass::text as index from pg_index
    join pg_class on pg_class.oid = indexrelid
    where not indisvalid and relnamespace::regnamespace::text in (${module}, ${`${module}_jobs`})`;
  if (broken.length === 0) return;
  const names = broken.map(({ index }) => index).join(', ');
  throw new MigrationError(`${module}: ${name}: ${names} was left invalid by a try that failed. Drop it concurrently and migrate again.`);
}

/** One statement that PostgreSQL refuses inside a transaction. A crash before the ledger's row runs it again. */
async function alone(sql: Sql, migration: Migration): Promise<void> {
  await sql`reset all`;
  await sql`select set_config('lock_timeout', ${patientLockTimeout}, false)`;
  await sql`set role ${sql(ownerRole(migration.module))}`;
  try {
    await sql.unsafe(migration.sql, [], oneStatement);
  } finally {
    await sql`reset role`;
  }
  await requireValidIndexes(sql, migration);
  await record(sql, migration);
}

export async function apply(sql: Sql, migration: Migration): Promise<void> {
  try {
    await (runsInTransaction(migration) ? inTransaction(sql, migration) : alone(sql, migration));
  } catch (cause) {
    throw failureOf(migration, cause);
  }
}
