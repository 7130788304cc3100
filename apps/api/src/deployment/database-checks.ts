import type { DatabaseFacts } from './database-facts.ts';
import { moduleNames } from '../modules.ts';
import type { Check } from './finding.ts';

/** Of each module: reads and writes, as itself and for its background work. */
const poolsOfModule = 4;
/** Of each module: listening for notifications, and the queue's own. */
const besidePools = 2;
const oldestVersion = 18;
const clockTolerance = 5;

export interface DatabaseSubject extends DatabaseFacts {
  /** `DATABASE_CONNECTIONS`. */
  readonly connectionsOfPool: number;
}

const fact = (name: string, isWrong: (facts: DatabaseSubject) => boolean, message: (facts: DatabaseSubject) => string, severity: 'error' | 'warning' = 'error'): Check<DatabaseSubject> => ({
  name,
  severity,
  look: (facts) => (isWrong(facts) ? message(facts) : undefined),
});

/** The most connections that one process opens. */
export const neededConnections = ({ connectionsOfPool }: Pick<DatabaseSubject, 'connectionsOfPool'>): number => moduleNames.length * (poolsOfModule * connectionsOfPool + besidePools);

export const databaseChecks: readonly Check<DatabaseSubject>[] = [
  fact('database-superuser', ({ superuser }) => superuser, ({ role }) => `${role} is a superuser: log in as a role without privileges.`),
  fact('database-makes-roles', ({ createsRoles }) => createsRoles, ({ role }) => `${role} may make roles (CREATEROLE); only the migrating role needs that.`),
  fact('database-bypasses-row-security', ({ bypassesRowSecurity, role, module }) => bypassesRowSecurity && role !== `plinth_${module}_system`, ({ role }) => `${role} has BYPASSRLS: it sees the rows of everybody.`),
  fact('database-owns-tables', ({ ownsTables }) => ownsTables, ({ role, module }) => `${role} owns the tables of ${module} or may take the role that does; give MIGRATION_DATABASE_URL a role of its own.`),
  fact('database-version', ({ version }) => version < oldestVersion * 10_000, ({ version }) => `PostgreSQL ${Math.floor(version / 10_000)} is too old: ${oldestVersion} or newer.`),
  fact('database-encoding', ({ encoding }) => encoding !== 'UTF8', ({ encoding }) => `The database is encoded in ${encoding}, and not every name fits into it: make it in UTF8.`),
  fact('database-durability', ({ fsync, fullPageWrites, synchronousCommit }) => !fsync || !fullPageWrites || !synchronousCommit, () => 'What was acknowledged can be lost: fsync, full_page_writes and synchronous_commit must be on.'),
  fact('database-autovacuum', ({ autovacuum }) => !autovacuum, () => 'autovacuum is off; tables and the age of their transactions grow without end.'),
  fact('database-connection-plain', ({ plainConnection }) => plainConnection, ({ module }) => `The connection of ${module} came over a network and is not encrypted.`),
  fact('database-timeouts', ({ statementTimeout, idleTransactionTimeout }) => !statementTimeout || !idleTransactionTimeout, () => 'The timeouts of the connection did not arrive: a pooler must pass statement_timeout and idle_in_transaction_session_timeout on.'),
  fact('database-pool-too-large', (facts) => neededConnections(facts) > facts.connections, (facts) => `One process may open ${neededConnections(facts)} connections and the server has ${facts.connections}: lower DATABASE_CONNECTIONS, or raise max_connections.`),
  fact('database-row-security-unforced', ({ unforcedTables }) => unforcedTables.length > 0, ({ unforcedTables }) => `Row-level security does not bind the owner of ${unforcedTables.join(', ')}: FORCE it.`),
  fact('database-public-schema', ({ publicMayCreate }) => publicMayCreate, () => 'Every role may create in the schema public: revoke it.', 'warning'),
  fact('database-clock', ({ clockDifferenceSeconds }) => clockDifferenceSeconds > clockTolerance, ({ clockDifferenceSeconds }) => `The clock of the database differs by ${clockDifferenceSeconds.toFixed(0)} s from the one here.`, 'warning'),
];
