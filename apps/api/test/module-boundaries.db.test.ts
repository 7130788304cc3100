import { boundaryViolations, createTestDatabase } from '@plinth/testing';
import { expect, test } from 'vitest';
import { migrations } from '../src/databases.ts';

const modules = [...new Set(migrations.map(({ module }) => module))];

test('no foreign key leaves a schema, no module may enter another, every table with an owner is under row-level security (R16)', async () => {
  expect(modules).toEqual(expect.arrayContaining(['users', 'billing']));
  const database = await createTestDatabase({ sets: migrations, name: 'r16' });
  try {
    expect(await boundaryViolations(database.driver('users'), modules)).toEqual([]);
  } finally {
    await database.close();
  }
});
