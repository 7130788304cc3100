import type { Database } from '@plinth/db';
import { ownerRole } from '@plinth/db';

/** What PostgreSQL says about itself and about who is logged in. */
export interface DatabaseFacts {
  readonly module: string;
  readonly role: string;
  readonly superuser: boolean;
  readonly createsRoles: boolean;
  readonly bypassesRowSecurity: boolean;
  /** The role owns tables of the module, or may take the role that does. */
  readonly ownsTables: boolean;
  readonly version: number;
  readonly encoding: string;
  readonly fsync: boolean;
  readonly fullPageWrites: boolean;
  readonly synchronousCommit: boolean;
  readonly autovacuum: boolean;
  /** Nothing is encrypted, and the connection came over a network. */
  readonly plainConnection: boolean;
  readonly statementTimeout: boolean;
  readonly idleTransactionTimeout: boolean;
  /** What is left for roles without privileges. */
  readonly connections: number;
  readonly unforcedTables: readonly string[];
  readonly publicMayCreate: boolean;
  readonly clockDifferenceSeconds: number;
}

/** One statement, as the module's own role and on the connection that it works with. */
export async function databaseFacts({ driver, module }: Database<string>): Promise<DatabaseFacts> {
  const owner = ownerRole(module);
  const [row] = await driver<DatabaseFacts[]>`
    select ${module}::text as module, rolname::text as role, rolsuper as superuser, rolcreaterole as "createsRoles",
      rolbypassrls as "bypassesRowSecurity",
      exists (select from pg_class c where relowner = r.oid and relnamespace::regnamespace::text = ${module}::text)
        or exists (select from pg_roles o where o.rolname = ${owner}::text and pg_has_role(r.oid, o.oid, 'SET')) as "ownsTables",
      current_setting('server_version_num')::integer as version,
      current_setting('server_encoding') as encoding,
      current_setting('fsync')::boolean as fsync,
      current_setting('full_page_writes')::boolean as "fullPageWrites",
      current_setting('synchronous_commit') <> 'off' as "synchronousCommit",
      current_setting('autovacuum')::boolean as autovacuum,
      inet_client_addr() is not null and not inet_client_addr() <<= any ('{127.0.0.0/8,::1/128}'::inet[])
        and not coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as "plainConnection",
      current_setting('statement_timeout') <> '0' as "statementTimeout",
      current_setting('idle_in_transaction_session_timeout') <> '0' as "idleTransactionTimeout",
      current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
        - current_setting('reserved_connections')::integer as connections,
      array(select oid::regclass::text from pg_class where relnamespace::regnamespace::text = ${module}::text
        and relrowsecurity and not relforcerowsecurity) as "unforcedTables",
      has_schema_privilege('public', 'public', 'CREATE') as "publicMayCreate",
      abs(extract(epoch from clock_timestamp()) - ${Date.now() / 1000}::double precision)::double precision as "clockDifferenceSeconds"
    from pg_roles r where rolname = session_user`;
  if (!row) throw new Error(`PostgreSQL knows no role of the connection of ${module}.`);
  return row;
}
