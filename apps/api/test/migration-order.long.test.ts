import { connect, migrate, MigrationError, type MigrationSet } from '@plinth/db';
import { createTestDatabase, describeSchema } from '@plinth/testing';
import { expect, test } from 'vitest';
import { migrations } from '../src/databases.ts';

const modules = [...new Set(migrations.map(({ module }) => module))];

/** What the platform gives a module, and the files of its own. */
function setsOf(module: string): { given: MigrationSet[]; own: MigrationSet } {
  const all = migrations.filter((set) => set.module === module);
  const own = all.at(-1);
  if (!own) throw new Error(`${module} has no migrations.`);
  return { given: all.slice(0, -1), own };
}

const without = ({ module, files }: MigrationSet, late: string): MigrationSet => ({ module, files: files.filter(({ name }) => name !== late) });

/** The module's schema after `steps`, one after the other; undefined where a step needs what is not there yet. */
async function schemaAfter(module: string, ...steps: readonly MigrationSet[]): Promise<readonly string[] | undefined> {
  const { given } = setsOf(module);
  const database = await createTestDatabase({ sets: given, name: 'order' });
  const sql = connect({ url: database.migrationUrl, connections: 1, name: 'order test' });
  try {
    for (const step of steps) await migrate({ url: database.migrationUrl, applicationUser: undefined, sets: [...given, step] });
    return await describeSchema(sql, module);
  } catch (error) {
    if (error instanceof MigrationError) return undefined;
    throw error;
  } finally {
    await sql.end();
    await database.close();
  }
}

// A file that was merged late is applied behind files that come after it. What it needs, or what needs it, makes the order; where
// nothing does, both orders have to give one schema.
test('a migration that comes late gives the schema that it would have given in time, or is refused', { timeout: 300_000 }, async () => {
  expect(modules.length).toBeGreaterThanOrEqual(2);
  const compared: string[] = [];
  for (const module of modules) {
    const { own } = setsOf(module);
    const inTime = await schemaAfter(module, own);
    expect(inTime?.length).toBeGreaterThan(20);
    for (const { name } of own.files) {
      const late = await schemaAfter(module, without(own, name), own);
      if (late === undefined) continue;
      expect([module, name, late]).toEqual([module, name, inTime]);
      compared.push(name);
    }
  }
  expect(compared.length).toBeGreaterThan(modules.length);
});
