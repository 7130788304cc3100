import { setTimeout as sleep } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { MigrationError } from './error.ts';

/** The one connection that migrates; it holds the lock for as long as it lives. */
export interface Session {
  readonly sql: Sql;
  /** Throws when the connection was lost and made again, which is when another migrator may hold the lock. */
  check(): Promise<void>;
}

const patience = 100;

export const openSession = (url: string, name: string): Sql =>
  postgres(url, {
    max: 1,
    max_lifetime: null,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: { application_name: name, statement_timeout: 0 },
  });

async function lock(sql: Sql, waitSeconds: number): Promise<number> {
  const deadline = Date.now() + waitSeconds * 1000;
  for (;;) {
    // Asked for again and again: a waiting pg_advisory_lock() is a running statement, and an index that is being built
    // concurrently under the lock would wait for it in turn.
    const [row] = await sql<{ held: boolean; pid: number }[]>`
      select pg_try_advisory_lock(hashtextextended('plinth migrations', 0)) as held, pg_backend_pid() as pid`;
    if (row?.held) return row.pid;
    if (Date.now() > deadline) throw new MigrationError(`Another migrator has been at work for ${waitSeconds} s; nothing was applied.`);
    await sleep(patience);
  }
}

/** Runs `work` as the only migrator of the database. */
export async function asOnlyMigrator<Result>(url: string, waitSeconds: number, work: (session: Session) => Promise<Result>): Promise<Result> {
  const sql = openSession(url, 'plinth migrate');
  try {
    const pid = await lock(sql, waitSeconds);
    const check = async () => {
      const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
      if (row?.pid !== pid) throw new MigrationError('The connection was lost, and the lock with it. Run the migrations again.');
    };
    return await work({ sql, check });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
