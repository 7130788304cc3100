import { createTestDatabase } from '@plinth/testing';
import { drizzle } from 'drizzle-orm/postgres-js';
import { pushSchema } from 'drizzle-kit/api';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import * as schema from './db/schema.ts';
import { usersMigrations } from './migrations.ts';
test('x', async () => {
  const db = await createTestDatabase({ sets: usersMigrations, name: 'drift' });
  const client = postgres(db.migrationUrl, { max: 1, connection: { role: 'plinth_users_owner' } as never });
  const result = await pushSchema(schema, drizzle(client) as never, ['users']);
  console.log(result.statementsToExecute, result.warnings);
  await client.end();
  await db.close();
  expect(1).toBe(1);
});
