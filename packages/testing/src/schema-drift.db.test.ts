import { integer, pgSchema, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import { createTestDatabase } from './database.ts';
import { schemaDrift } from './schema-drift.ts';

const sql = `create table testing_drift.parcels (
  id text primary key, weight integer not null, sent_at timestamptz(3), colour text, primary_mark text not null);
  create table testing_drift.stops (parcel text, place text, primary key (parcel, place));`;

const schema = pgSchema('testing_drift');
const stops = schema.table('stops', { parcel: text('parcel'), place: text('place') }, (table) => [primaryKey({ columns: [table.parcel, table.place] })]);
const parcels = schema.table('parcels', {
  id: text('id').primaryKey(),
  weight: integer('weight').notNull(),
  sentAt: timestamp('sent_at', { withTimezone: true }),
  primaryMark: text('primary_mark').notNull(),
  lost: text('lost'),
});

test('columns that only one side has, or with another type, are told', async () => {
  const database = await createTestDatabase({ sets: [{ module: 'testing_drift', files: [{ name: '0001.sql', sql }] }], name: 'drift' });
  try {
    expect(await schemaDrift(database, 'testing_drift', { parcels, stops })).toEqual([
      'parcels: sent_at timestamp with time zone stands in the code alone',
      'parcels: lost text stands in the code alone',
      'parcels: sent_at timestamp(3) with time zone stands in the database alone',
      'parcels: colour text stands in the database alone',
    ]);
  } finally {
    await database.close();
  }
});
