import postgres from 'postgres';

export type Driver = postgres.Sql;

export interface DriverOptions {
  readonly url: string;
  /** The most connections at once. */
  readonly connections: number;
  /** Shown in pg_stat_activity. */
  readonly name: string;
  /** The role to take at connect; absent where the URL's own role is the module's. */
  readonly role?: string;
  readonly readOnly?: boolean;
  readonly statementTimeoutSeconds?: number;
  /** False behind a pooler that cannot keep prepared statements. */
  readonly prepare?: boolean;
}

/** Of a pool, at this moment. */
export interface PoolState {
  /** Connections that carry a statement or a transaction, or are being opened. */
  readonly used: number;
  readonly idle: number;
  /** Statements and transactions that wait for a connection. */
  readonly waiting: number;
}

/** Our patch of the driver tells it; see docs/adr/0007. */
export const poolState = (driver: Driver): PoolState => (driver as unknown as { pool(): PoolState }).pool();

const asText = (...oids: number[]) => ({
  to: oids[0] ?? 0,
  from: oids,
  serialize: (value: unknown) => value,
  parse: (value: string) => value,
});

const milliseconds = (seconds: number): number => seconds * 1000;

/** A pool of connections. Columns decode and encode, so the driver passes times and JSON through as text. */
export function connect(options: DriverOptions): Driver {
  const { role, readOnly = false, statementTimeoutSeconds = 15 } = options;
  return postgres(options.url, {
    max: options.connections,
    prepare: options.prepare ?? true,
    connect_timeout: 5,
    idle_timeout: 60,
    max_lifetime: 1800,
    backoff: (attempt) => Math.min(0.5, 0.05 * 2 ** attempt),
    onnotice: () => undefined,
    types: { instant: asText(1184, 1082, 1083, 1114), document: asText(3802, 114) },
    connection: {
      application_name: options.name,
      statement_timeout: milliseconds(statementTimeoutSeconds),
      lock_timeout: milliseconds(5),
      idle_in_transaction_session_timeout: milliseconds(30),
      // Every statement of ours is compiled once and says the same with any value: planned once, it is not planned again.
      plan_cache_mode: 'force_generic_plan',
      ...(role !== undefined && { role }),
      ...(readOnly && { default_transaction_read_only: true }),
    },
  });
}
