import { startMetrics } from '@plinth/observability';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applicationUser, dropRoles, emptyDatabase, type EmptyDatabase, freshModule, setOf } from '../test/database.ts';
import { compile } from './compile.ts';
import { createDatabase } from './database.ts';
import { poolState } from './driver.ts';
import { migrate } from './migrator/migrate.ts';

const module = freshModule();
let empty: EmptyDatabase;
beforeAll(async () => {
  empty = await emptyDatabase();
  await migrate({ url: empty.migrationUrl, applicationUser: applicationUser(), sets: [setOf(module, { '0001_nothing.sql': `create table ${module}.nothing (id integer)` })] });
});
afterAll(async () => {
  await empty.close();
  await dropRoles(module);
});

const rest = compile({}, () => sql<{ done: boolean }>`select pg_sleep(0.3) is null as done`);

test('a pool tells what it carries, what it has to spare and what waits, and the metrics show it until it is closed', async () => {
  const metrics = startMetrics({ service: 'test' });
  const database = createDatabase(module, { url: empty.url, connections: 2 });
  const system = createDatabase(module, { url: empty.url, connections: 1, acrossOwners: true });
  const held = Promise.withResolvers<undefined>();
  const opened = Promise.withResolvers<undefined>();
  const figures = async (name: string): Promise<string[]> =>
    (await metrics.render()).split('\n').filter((line) => line.startsWith(`${name}{`)).map((line) => line.slice(name.length).replace(`module="${module}",`, '')).toSorted();
  try {
    await database.ping();
    const transactions = [1, 2, 3, 4, 5].map(() => database.transaction([], async () => {
      if (poolState(database.driver).used === 2) opened.resolve(undefined);
      await held.promise;
    }));
    const reads = [1, 2, 3].map(() => database.reader([]).run(rest, {}));
    await opened.promise;
    expect(await figures('plinth_pool_waiting')).toEqual(['{pool="reads"} 1', '{pool="system_reads"} 0', '{pool="system_writes"} 0', '{pool="writes"} 3']);
    expect((await figures('plinth_pool_connections')).filter((line) => line.includes('"writes"'))).toEqual(['{pool="writes",state="idle"} 0', '{pool="writes",state="used"} 2']);
    expect(await figures('plinth_pool_connections_max')).toEqual(['{pool="reads"} 2', '{pool="system_reads"} 1', '{pool="system_writes"} 1', '{pool="writes"} 2']);
    held.resolve(undefined);
    await Promise.all([...transactions, ...reads]);
    expect([poolState(database.driver), (await figures('plinth_pool_connections')).slice(0, 2)]).toEqual([
      { used: 0, idle: 2, waiting: 0 },
      ['{pool="reads",state="idle"} 2', '{pool="reads",state="used"} 0'],
    ]);
  } finally {
    held.resolve(undefined);
    await Promise.all([database.close(), system.close()]);
  }
  expect(await figures('plinth_pool_waiting')).toEqual([]);
  await metrics.shutdown();
});
