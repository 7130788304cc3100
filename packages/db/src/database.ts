import type { TransactionSql } from 'postgres';
import { traced } from '@plinth/observability';
import { sql } from 'drizzle-orm';
import { type Command, compile, type Query } from './compile.ts';
import { connect, type Driver } from './driver.ts';
import { text } from './parameters.ts';
import { observePools } from './pool-figures.ts';
import { runtimeRole, systemRole } from './roles.ts';
import { type Scope, scopeText, setScope } from './scope.ts';

declare const owner: unique symbol;

/** Reads one module's rows, within the scope it was made for. */
export interface Reader<Module extends string> {
  readonly [owner]: Module;
  run<V, Row>(query: Query<V, Row>, values: V): Promise<Row[]>;
}

/** A transaction of one module; also a `Reader` that sees what the transaction wrote. */
export interface Tx<Module extends string> extends Reader<Module> {
  run<V, Row>(statement: Query<V, Row> | Command<V, Row>, values: V): Promise<Row[]>;
  /** Acts for one more owner until the end of the transaction, such as the organisation that it has just made. */
  enter(owner: string): Promise<void>;
}

/** One module's PostgreSQL: a pool that reads and a pool that writes, both as the module's own role. */
export interface Database<Module extends string> {
  readonly module: Module;
  reader(scope: Scope): Reader<Module>;
  /** Commits what `work` did when it resolves, rolls back when it throws. The scope is empty until a statement sets it. */
  transaction<Result>(scope: Scope, work: (tx: Tx<Module>) => Promise<Result>): Promise<Result>;
  /** The pool that writes, for the job queue, which brings its own SQL. */
  readonly driver: Driver;
  /** Resolves when PostgreSQL answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** True (the default) takes the module's role at connect; false where the URL logs in as that role. */
  readonly assumeRole?: boolean;
  /** Background work of the module that spans owners: row-level security does not bind it. */
  readonly acrossOwners?: boolean;
  /** The most connections that read; as many again write. */
  readonly connections?: number;
  readonly prepare?: boolean;
}

type Statement<V, Row> = Query<V, Row> | Command<V, Row>;

/** Without parameters the driver would take the simple protocol, which prepares nothing. */
const prepared = { prepare: true, simple: false };

function send<V, Row>(driver: Driver | TransactionSql, statement: Statement<V, Row>, values: V, scope?: Scope): Promise<Row[]> {
  const { text, scoped, span, decode } = statement;
  return traced(
    span.name,
    span.attributes,
    async () => {
      const parameters = statement.parametersOf(values as object);
      const pending =
        scope === undefined
          ? driver.unsafe(text, parameters as string[], prepared)
          : driver.unsafe(scoped, [...parameters, scopeText(scope)] as string[], prepared);
      return decode ? (await pending.values()).map(decode) : ((await pending) as unknown as Row[]);
    },
    'client',
  );
}

const widenScope = compile({ scope: text }, (_q, { scope }) => sql`select ${setScope(scope)}`);

function transactionOf<Module extends string>(driver: TransactionSql, initial: Scope): Tx<Module> {
  const scope = [...initial];
  const tx = {
    run: <V, Row>(statement: Statement<V, Row>, values: V) => send(driver, statement, values),
    enter: async (newOwner: string) => {
      scope.push(newOwner);
      await send(driver, widenScope, { scope: scopeText(scope) });
    },
  };
  return tx as Tx<Module>;
}

/** Opens the pools of a module; they connect when they are first used. */
export function createDatabase<const Module extends string>(module: Module, options: DatabaseOptions): Database<Module> {
  const { url, assumeRole = true, acrossOwners = false, connections = 8, prepare = true } = options;
  const role = assumeRole ? { role: acrossOwners ? systemRole(module) : runtimeRole(module) } : {};
  const shared = { url, connections, prepare, ...role };
  const reads = connect({ ...shared, name: `plinth ${module} reads`, readOnly: true });
  const writes = connect({ ...shared, name: `plinth ${module}` });
  const unobserve = observePools(module, acrossOwners ? { system_reads: reads, system_writes: writes } : { reads, writes });
  return {
    module,
    driver: writes,
    reader: (scope) =>
      ({ run: <V, Row>(query: Query<V, Row>, values: V) => send(reads, query, values, scope) }) as Reader<Module>,
    transaction: async <Result>(scope: Scope, work: (tx: Tx<Module>) => Promise<Result>) =>
      (await writes.begin(async (driver) => ({ result: await work(transactionOf<Module>(driver, scope)) }))).result,
    ping: async () => {
      await reads`select 1`;
    },
    close: async () => {
      unobserve();
      await Promise.all([reads.end({ timeout: 5 }), writes.end({ timeout: 5 })]);
    },
  };
}
