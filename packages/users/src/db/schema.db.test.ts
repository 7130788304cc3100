import { createTestDatabase, schemaDrift } from '@plinth/testing';
import { expect, test } from 'vitest';
import { usersMigrations } from '../migrations.ts';
import * as keys from './api-keys.ts';
import * as schema from './schema.ts';
import * as signing from './signing-keys.ts';

test('the tables that the code knows are the tables that the migrations make', async () => {
  const database = await createTestDatabase({ sets: usersMigrations, name: 'schema' });
  try {
    expect(Object.keys(schema).length).toBeGreaterThan(5);
    expect(await schemaDrift(database, 'users', { ...schema, ...keys, ...signing })).toEqual([]);
  } finally {
    await database.close();
  }
});
