import { createTestDatabase, schemaDrift } from '@plinth/testing';
import { expect, test } from 'vitest';
import { billingMigrations } from '../migrations.ts';
import * as catalogue from './catalogue.ts';
import * as coupons from './coupons.ts';
import * as discounts from './discounts.ts';
import * as invoices from './invoices.ts';
import * as journal from './journal.ts';
import * as schema from './schema.ts';
import * as subscriptions from './subscriptions.ts';
import * as taxes from './taxes.ts';
import * as testClocks from './test-clocks.ts';

test('the tables that the code knows are the tables that the migrations make', async () => {
  const database = await createTestDatabase({ sets: billingMigrations, name: 'schema' });
  try {
    const tables = { ...schema, ...catalogue, ...testClocks, ...subscriptions, ...coupons, ...discounts, ...invoices, ...journal, ...taxes };
    expect(Object.keys(tables).length).toBeGreaterThan(10);
    expect(await schemaDrift(database, 'billing', tables)).toEqual([]);
  } finally {
    await database.close();
  }
});
