import type { TestDatabase } from './database.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
}

/** What is used of drizzle-kit's snapshot. */
interface Snapshot {
  readonly tables: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly columns: Readonly<Record<string, { name: string; type: string; notNull: boolean; primaryKey: boolean }>>;
        readonly compositePrimaryKeys: Readonly<Record<string, { columns: readonly string[] }>>;
      }
    >
  >;
}

const written = ({ name, type, required }: Column): string => `${name} ${type}${required ? ' not null' : ''}`;

/** How PostgreSQL spells what Drizzle writes. */
const spelled = (type: string): string =>
  type.replace(/^timestamp \((\d)\) with time zone$/, 'timestamp($1) with time zone').replace(/^numeric\((\d+), (\d+)\)$/, 'numeric($1,$2)');

/** drizzle-kit adds an enumerable method to every array; hidden, the serialisers of tests in the same worker do not trip over it. */
async function loadDrizzleKit() {
  const kit = await import('drizzle-kit/api');
  for (const name of Object.keys(Array.prototype)) Object.defineProperty(Array.prototype, name, { enumerable: false });
  return kit;
}

/**
 * Where the tables that the module's code knows and the migrated ones differ, a line each: a column that only one side has, or
 * with another type. Keys, policies and checks stand in SQL alone, and so do tables that no code reads.
 */
export async function schemaDrift(database: TestDatabase, module: string, tables: Record<string, unknown>): Promise<string[]> {
  const { generateDrizzleJson } = await loadDrizzleKit();
  const snapshot: Snapshot = generateDrizzleJson(tables) as never;
  const found = await database.driver(module)<(Column & { table: string })[]>`
    select relname as table, attname as name, format_type(atttypid, atttypmod) as type, attnotnull as required
    from pg_attribute join pg_class on pg_class.oid = attrelid
    where relnamespace = ${module}::regnamespace and relkind in ('r', 'p') and attnum > 0 and not attisdropped`;

  return Object.values(snapshot.tables).flatMap((table) => {
    const keys = Object.values(table.compositePrimaryKeys).flatMap(({ columns }) => columns);
    const inCode = Object.values(table.columns).map(({ name, type, notNull, primaryKey }) =>
      written({ name, type: spelled(type), required: notNull || primaryKey || keys.includes(name) }),
    );
    const inDatabase = found.filter(({ table: name }) => name === table.name).map(written);
    const missing = inCode.filter((line) => !inDatabase.includes(line)).map((line) => `${table.name}: ${line} stands in the code alone`);
    const surplus = inDatabase.filter((line) => !inCode.includes(line)).map((line) => `${table.name}: ${line} stands in the database alone`);
    return [...missing, ...surplus];
  });
}
