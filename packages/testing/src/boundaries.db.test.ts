import { connect, type Driver, ownerRole } from '@plinth/db';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boundaryViolations } from './boundaries.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

const modules = ['fence_left', 'fence_right'];
const setOf = (module: string) => ({
  module,
  files: [
    {
      name: '0001_things.sql',
      sql: `create table ${module}.things (id integer primary key, owner_id text not null);
        alter table ${module}.things enable row level security;
        alter table ${module}.things force row level security;
        create policy owners on ${module}.things using (owner_id = current_setting('plinth.scope', true));
        create table ${module}.settings (id integer primary key, thing integer references ${module}.things);
        create sequence ${module}.numbers;
        create function ${module}.one() returns integer language sql return 1`,
    },
  ],
});

let database: TestDatabase;
let left: Driver;

beforeAll(async () => {
  database = await createTestDatabase({ sets: modules.map(setOf), name: 'boundaries' });
  left = connect({ url: database.migrationUrl, connections: 1, name: 'boundaries test', role: ownerRole('fence_left') });
});

afterAll(async () => {
  await left.end();
  await database.close();
});

/** What is reported beside what the database reports without it, with the plant rolled back. */
async function reported(plant: string): Promise<readonly string[]> {
  let found: readonly string[] = [];
  const undo = new Error('undo');
  await left
    .begin(async (tx) => {
      await tx.unsafe(plant);
      found = await boundaryViolations(tx as unknown as Driver, modules);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return found;
}

test('modules that were migrated and no more keep to themselves', async () => {
  expect(await boundaryViolations(left, modules)).toEqual([]);
});

test.each([
  ['a schema', 'grant usage on schema fence_left to plinth_fence_right', 'plinth_fence_right may use or extend schema fence_left'],
  ['one column', 'grant select (id) on fence_left.things to plinth_fence_right', 'plinth_fence_right may read or write fence_left.things'],
  ['a sequence', 'grant usage on sequence fence_left.numbers to plinth_fence_right_system', 'plinth_fence_right_system may use sequence fence_left.numbers'],
  ['a function', 'grant execute on function fence_left.one to plinth_fence_right', 'plinth_fence_right may call fence_left.one()'],
  [
    'what is yet to be made',
    'alter default privileges in schema fence_left grant select on tables to plinth_fence_right',
    'plinth_fence_right will be granted what is made in schema fence_left',
  ],
  [
    'a table without forced row-level security',
    'alter table fence_left.things no force row level security',
    'fence_left.things has an owner, and row-level security is not enabled and forced on it',
  ],
])('%s is reported', async (_what, plant, finding) => {
  expect(await reported(plant)).toEqual([finding]);
});

test('a right of everyone is a right of every other module', async () => {
  const findings = await reported('grant select on fence_left.things to public');
  expect(findings).toHaveLength(3);
  expect(findings).toContain('plinth_fence_right_owner may read or write fence_left.things');
});

test('a foreign key that leaves its schema is reported', async () => {
  const findings = await reported('create table fence_left_jobs.jobs (thing integer references fence_left.things)');
  expect(findings).toEqual(['foreign key jobs_thing_fkey of fence_left_jobs.jobs points to fence_left.things']);
});

test('a module that is not there is an error, not an empty answer', async () => {
  await expect(boundaryViolations(left, ['fence_left', 'nowhere'])).rejects.toThrow('The module nowhere has no tables or roles');
});
