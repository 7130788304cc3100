import { connect, type Driver, type MigrationSet, runtimeRole } from '@plinth/db';
import { jobMigrations } from '@plinth/jobs';
import { createTestDatabase, type TestDatabase } from '@plinth/testing';

const module = 'users';

/** As the runtime's migration makes it. */
const outbox = `
create table users.outbox (
  id uuid primary key,
  position bigint generated always as identity,
  transaction_id xid8 not null default pg_current_xact_id(),
  type text not null,
  version integer not null,
  payload jsonb not null,
  occurred_at timestamptz(3) not null,
  request_id text,
  traceparent text,
  relayed_at timestamptz(3)
);
create index outbox_waiting on users.outbox (transaction_id, position) where relayed_at is null;
create index outbox_relayed on users.outbox (relayed_at) where relayed_at is not null;`;

export const migrations: readonly MigrationSet[] = [{ module, files: [{ name: '0001_outbox.sql', sql: outbox }] }, jobMigrations(module)];

/** A database with the outbox and the queue of one module. */
export const createDatabase = (): Promise<TestDatabase> => createTestDatabase({ name: 'jobs', sets: migrations });

/** A pool as the module's own role; the one who asks closes it. */
export const connectTo = (url: string): Driver => connect({ url, connections: 8, name: 'test', role: runtimeRole(module) });
