import type { Driver } from '@plinth/db';

/** How many rows each table of the module has. */
export async function rowCounts(sql: Driver): Promise<Record<string, number>> {
  const tables = await sql<{ name: string }[]>`select relname as name from pg_class where relnamespace = 'users'::regnamespace and relkind = 'r' order by relname`;
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await sql<{ count: number }[]>`select count(*)::int as count from users.${sql(name)}`;
    counts[name] = row?.count ?? 0;
  }
  return counts;
}

/** The rows that `work` has added, by table. */
export async function addedRows(sql: Driver, work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await rowCounts(sql);
  await work();
  const after = await rowCounts(sql);
  const changes = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(changes.filter(([, change]) => change !== 0));
}

/** What went wrong, as a caller sees it. */
export async function refusalOf(promise: Promise<unknown>): Promise<object> {
  try {
    await promise;
  } catch (error) {
    const { code, kind, message, data } = error as { code?: string; kind?: string; message?: string; data?: object };
    return { code, kind, message, data };
  }
  throw new Error('It was not refused.');
}

export const auditOf = (sql: Driver, operation: string) => sql<{ outcome: string; actorType: string; actorId: string | null; target: string | null; requestId: string | null }[]>`
  select outcome, actor_type as "actorType", actor_id as "actorId", target, request_id as "requestId"
  from users.audit_events where operation = ${operation} order by occurred_at, id`;
