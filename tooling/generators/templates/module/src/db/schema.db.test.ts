import { createTestDatabase, schemaDrift } from '@plinth/testing';
import { expect, test } from 'vitest';
import { workshopMigrations } from '../migrations.ts';
import * as schema from './schema.ts';

test('the tables that the code knows are the tables that the migrations make', async () => {
  const database = await createTestDatabase({ sets: workshopMigrations, name: 'schema' });
  try {
    expect(Object.keys(schema).length).toBeGreaterThan(0);
    expect(await schemaDrift(database, 'workshop', { ...schema })).toEqual([]);
  } finally {
    await database.close();
  }
});
