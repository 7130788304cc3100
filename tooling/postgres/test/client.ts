import postgres, { type Sql } from 'postgres';
import { onTestFinished } from 'vitest';

/** A client that is closed when the test is over. */
export function aClient(url: string): Sql {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  onTestFinished(() => sql.end({ timeout: 1 }));
  return sql;
}
