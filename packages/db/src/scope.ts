import { type SQL, sql } from 'drizzle-orm';

/**
 * Whose rows a statement may touch: the owners, as the module's tables hold them. Row-level security compares each row's
 * owner with this setting, so a query that forgets its filter finds nothing of anyone else's.
 */
export type Scope = readonly string[];

const setting = 'plinth.scope';

const quoted = (owner: string): string => `"${owner.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** The scope as PostgreSQL's array text. */
export const scopeText = (scope: Scope): string => `{${scope.map(quoted).join(',')}}`;

/** For a statement that runs in a transaction: sets the scope until its end. */
export const setScope = (scope: SQL): SQL => sql`set_config(${sql.raw(`'${setting}'`)}, ${scope}, true)`;

/**
 * For a read outside a transaction: sets the scope inside the same statement. The outer filter needs the materialized
 * value, has no column and is therefore a one-time filter: PostgreSQL evaluates it before it looks at the first row.
 */
export const scopedText = (text: string, parameters: number): string =>
  `with plinth_scope as materialized (select set_config('${setting}', $${parameters + 1}, true) as owners) ` +
  `select scoped.* from (${text}) scoped where (select owners from plinth_scope) is not null`;

/**
 * The policy's side: `owner_id = any(<this>)`; an unset scope owns nothing. `type` is the owner column's type. The cast
 * outside costs nothing and makes it an array: `any((select …))` compares with the rows of the subquery.
 */
export const scopeExpression = (type: 'uuid' | 'text'): string =>
  `(select nullif(current_setting('${setting}', true), '')::${type}[])::${type}[]`;
