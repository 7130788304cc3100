import { type Database, type Scope, scopeText, type Tx } from '@plinth/db';

/** How the databases of a composition treat the next request. */
export interface Trial {
  /** Takes back whatever a request has done, once it has done it: the world stays as it is for the next one. */
  rollsBack: boolean;
  /** What row-level security goes by instead of what the actor's grants say; undefined leaves the real one. */
  scope: Readonly<Record<string, Scope>> | undefined;
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

function narrowed<Module extends string>(tx: Tx<Module>, scope: Scope): Tx<Module> {
  const run = (statement: never, values: unknown) => tx.run(statement, (isHead(values) ? { ...values, scope: scopeText(scope) } : values) as never);
  return { ...tx, run } as Tx<Module>;
}

/** The database, on trial. */
export function onTrial<Module extends string>(database: Database<Module>, trial: Trial): Database<Module> {
  const scopeFor = (scope: Scope): Scope => trial.scope?.[database.module] ?? scope;
  return {
    ...database,
    reader: (scope) => database.reader(scopeFor(scope)),
    transaction: async (scope, work) => {
      const own = scopeFor(scope);
      const attempt = async (tx: Tx<Module>) => {
        const result = await work(trial.scope ? narrowed(tx, own) : tx);
        if (trial.rollsBack) throw new RolledBack(result);
        return result;
      };
      try {
        return await database.transaction(own, attempt);
      } catch (error) {
        if (error instanceof RolledBack) return error.result as Awaited<ReturnType<typeof work>>;
        throw error;
      }
    },
  };
}
