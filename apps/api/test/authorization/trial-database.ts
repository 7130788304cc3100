import { type Database, type Reader, type Scope, scopeText, type Tx } from '@plinth/db';

/** What else goes on while a request is served. */
export type Disturbance = 'key in flight' | 'key of other input' | 'database lost' | 'database at fault';

/** How the databases of a composition treat the next request. */
export interface Trial {
  /** Takes back whatever a request has done, once it has done it: the world stays as it is for the next one. */
  rollsBack: boolean;
  /** What row-level security goes by instead of what the actor's grants say; undefined leaves the real one. */
  scope: Readonly<Record<string, Scope>> | undefined;
  disturbance: Disturbance | undefined;
  /** Whether row-level security has refused to take a row since the scope was set. */
  refused: boolean;
}

class RolledBack extends Error {
  readonly result: unknown;

  constructor(result: unknown) {
    super('Rolled back.');
    this.result = result;
  }
}

/** The head statement of a transaction is told the scope as a value; that is where it is replaced. */
const isHead = (values: unknown): values is { scope: string } =>
  typeof values === 'object' && values !== null && 'scope' in values && 'keyScope' in values;

/** PostgreSQL, appendix A: insufficient_privilege; its message alone tells a row from a table. */
const isRowRefused = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '42501' && error.message.includes('row-level security');

function narrowed<Module extends string>(tx: Tx<Module>, scope: Scope): Tx<Module> {
  const run = (statement: never, values: unknown) => tx.run(statement, (isHead(values) ? { ...values, scope: scopeText(scope) } : values) as never);
  return { ...tx, run } as Tx<Module>;
}

const otherInput = { locked: true, fingerprint: new Uint8Array(32), result: '{}' };

/** The head statement also tells what is known of the Idempotency-Key. */
function disturbed<Module extends string>(tx: Tx<Module>, disturbance: Disturbance): Tx<Module> {
  const run = async (statement: never, values: unknown) => {
    const rows = (await tx.run(statement, values as never)) as unknown;
    if (!isHead(values) || !Array.isArray(rows)) return rows;
    return (rows as object[]).map((row) => ({ ...row, ...(disturbance === 'key in flight' ? { locked: false } : otherInput) }));
  };
  return { ...tx, run } as Tx<Module>;
}

function failIf(disturbance: Disturbance | undefined): void {
  if (disturbance === 'database lost') throw Object.assign(new Error('The connection was lost.'), { code: 'CONNECTION_CLOSED' });
  if (disturbance === 'database at fault') throw new Error('Nobody expects this.');
}

/** The database, on trial. */
export function onTrial<Module extends string>(database: Database<Module>, trial: Trial): Database<Module> {
  const scopeFor = (scope: Scope): Scope => trial.scope?.[database.module] ?? scope;
  return {
    ...database,
    reader: (scope) => {
      const reader = database.reader(scopeFor(scope));
      const run = async (query: never, values: never): Promise<unknown> => {
        failIf(trial.disturbance);
        return reader.run(query, values);
      };
      return { ...reader, run } as Reader<Module>;
    },
    transaction: async (scope, work) => {
      failIf(trial.disturbance);
      const own = scopeFor(scope);
      const inTrial = (tx: Tx<Module>): Tx<Module> => {
        const scoped = trial.scope ? narrowed(tx, own) : tx;
        return trial.disturbance ? disturbed(scoped, trial.disturbance) : scoped;
      };
      const attempt = async (tx: Tx<Module>) => {
        const result = await work(inTrial(tx));
        if (trial.rollsBack) throw new RolledBack(result);
        return result;
      };
      try {
        return await database.transaction(own, attempt);
      } catch (error) {
        if (error instanceof RolledBack) return error.result as Awaited<ReturnType<typeof work>>;
        if (isRowRefused(error)) trial.refused = true;
        throw error;
      }
    },
  };
}
