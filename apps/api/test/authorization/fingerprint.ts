import type { TestDatabase } from '@plinth/testing';

/** What a request writes whether or not it is let through: the trail of refusals, counters, when a session was last seen. */
const besides = ['audit_events', 'audit_details', 'guards'];
const volatile = ['last_seen_at', 'address', 'user_agent', 'last_used_at'];

/** A number for each table of a module that changes with any of its rows. */
export function fingerprintOf(database: TestDatabase, modules: readonly string[]): () => Promise<Record<string, string>> {
  const statements = modules.map(async (module) => {
    const driver = database.driver(module);
    const tables = await driver<{ name: string }[]>`
      select relname as name from pg_class where relnamespace = ${module}::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> all(${besides}) order by relname`;
    const each = tables.map(({ name }) => driver`
      select ${`${module}.${name}`} as name, count(*) || ' ' || coalesce(sum(hashtextextended((to_jsonb(one) - ${volatile}::text[])::text, 0)::numeric), 0) as print
      from ${driver(`${module}.${name}`)} one`);
    return { driver, all: each.reduce((before, next) => driver`${before} union all ${next}`) };
  });
  return async () => {
    const prints: Record<string, string> = {};
    for (const statement of statements) {
      const { driver, all } = await statement;
      for (const { name, print } of await driver<{ name: string; print: string }[]>`${all}`) prints[name] = print;
    }
    return prints;
  };
}
