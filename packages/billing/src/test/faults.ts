import { compileWrite, connect, type Database, type Driver, ownerRole, type Tx } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { TestBilling } from '../../testing/index.ts';
import { uuidOf } from './subscribing.ts';

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

/** Makes PostgreSQL refuse every line of one subscription, until the function that this resolves to is called. */
export async function refuseLinesOf({ database }: TestBilling, subscriptionId: Id<'sub'>): Promise<() => Promise<void>> {
  const owner = connect({ url: database.migrationUrl, connections: 1, name: 'owner', role: ownerRole('billing') });
  await owner`create table billing.refused (subscription_id uuid primary key)`;
  await owner`grant select on billing.refused to plinth_billing, plinth_billing_system`;
  await owner`insert into billing.refused values (${uuidOf(subscriptionId)})`;
  await owner`
    create function billing.refuse() returns trigger language plpgsql as $$ begin
      if exists (select from billing.refused where subscription_id = new.subscription_id) then raise exception 'refused for the test'; end if;
      return new;
    end $$`;
  await owner`create trigger refused before insert on billing.invoice_lines for each row execute function billing.refuse()`;
  return async () => {
    await owner`drop trigger refused on billing.invoice_lines`;
    await owner.end();
  };
}

/** The last parts of all invoice numbers of a series, in order. */
export async function sequencesOf(driver: Driver, prefix: string): Promise<number[]> {
  const rows = await driver<{ number: string }[]>`select number from billing.invoices where number like ${`${prefix}-%`}`;
  return rows.map(({ number }) => Number(number.split('-').at(-1))).sort((a, b) => a - b);
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
