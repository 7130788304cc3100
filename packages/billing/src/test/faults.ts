import { compileWrite, type Database, type Driver, type Tx } from '@plinth/db';
import { sql } from 'drizzle-orm';

const ownBackend = compileWrite({}, () => sql<{ pid: number }>`select pg_backend_pid() as pid`);

export interface DyingDatabase {
  readonly database: Database<'billing'>;
  /** True once the connection was ended; false where the work needed fewer statements. */
  died(): boolean;
}

/** The same database, but PostgreSQL ends the connection right before the nth statement within transactions. */
export function dyingAt(database: Database<'billing'>, superuser: Driver, nth: number): DyingDatabase {
  let statements = 0;
  let dead = false;
  const dying = (tx: Tx<'billing'>): Tx<'billing'> => {
    const run: typeof tx.run = async (statement, values) => {
      statements += 1;
      if (statements === nth) {
        dead = true;
        const [backend] = await tx.run(ownBackend, {});
        await superuser`select pg_terminate_backend(${backend?.pid ?? 0}, 5000)`;
      }
      return tx.run(statement, values);
    };
    return { ...tx, run };
  };
  return {
    database: { ...database, transaction: (scope, work) => database.transaction(scope, (tx) => work(dying(tx))) },
    died: () => dead,
  };
}

/** The last parts of all invoice numbers of a series, in order. */
export async function sequencesOf(driver: Driver, prefix: string): Promise<number[]> {
  const rows = await driver<{ number: string }[]>`select number from billing.invoices where number like ${`${prefix}-%`}`;
  return rows.map(({ number }) => Number(number.split('-').at(-1))).sort((a, b) => a - b);
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
