import { createTestDatabase, schemaDrift } from '@plinth/testing';
import { expect, test } from 'vitest';
import { billingMigrations } from '../migrations.ts';
import * as catalogue from './catalogue.ts';
import { accounts } from './schema.ts';
import { testClocks } from './test-clocks.ts';
import { usageEventKeys, usageEvents, usageRollupProgress, usageRollups, usageRollupTransactions, usageRollupValues } from './usage.ts';

test('the tables of the catalogue, of clocks, of usage and of accounts are those that the migrations make', async () => {
  const database = await createTestDatabase({ sets: billingMigrations, name: 'schema' });
  try {
    const tables = { ...catalogue, accounts, testClocks, usageEventKeys, usageEvents, usageRollupProgress, usageRollups, usageRollupTransactions, usageRollupValues };
    expect(Object.keys(tables).sort()).toEqual(['accounts', 'charges', 'features', 'meters', 'planFeatures', 'plans', 'products', 'testClocks', 'usageEventKeys', 'usageEvents', 'usageRollupProgress', 'usageRollupTransactions', 'usageRollupValues', 'usageRollups']);
    expect(await schemaDrift(database, 'billing', tables)).toEqual([]);
  } finally {
    await database.close();
  }
});
