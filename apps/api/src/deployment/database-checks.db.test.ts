import { connect, createDatabase, ownerRole } from '@plinth/db';
import { createTestDatabase, type TestDatabase } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrations } from '../databases.ts';
import { databaseChecks, type DatabaseSubject } from './database-checks.ts';
import { databaseFacts } from './database-facts.ts';
import { findingsOf } from './finding.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ sets: migrations, name: 'deployment' });
});
afterAll(() => database.close());

async function factsAt(url: string): Promise<DatabaseSubject> {
  const users = createDatabase('users', { url, connections: 1 });
  try {
    return { ...(await databaseFacts(users)), connectionsOfPool: 1 };
  } finally {
    await users.close();
  }
}

/** A server of tests may well lose what it was told. */
const found = (facts: DatabaseSubject) => findingsOf(databaseChecks, facts, ['database-durability']).map(({ check }) => check);

test('the role that the application logs in as has nothing wrong with it', async () => {
  expect(found(await factsAt(database.url))).toEqual([]);
});

test('the role that migrates is told for what it may do', async () => {
  const facts = await factsAt(database.migrationUrl);
  expect(facts.ownsTables).toBe(true);
  expect(found(facts)).toContain('database-owns-tables');
  if (facts.superuser) expect(found(facts)).toContain('database-superuser');
});

test('a table whose owner is not bound is found, and the settings of the connection are those it has', async () => {
  const owner = connect({ url: database.migrationUrl, role: ownerRole('users'), connections: 1, name: 'owner' });
  try {
    await owner`alter table users.sessions no force row level security`;
    expect(await factsAt(database.url)).toMatchObject({ unforcedTables: ['users.sessions'], statementTimeout: true, idleTransactionTimeout: true, encoding: 'UTF8' });
    await owner`alter table users.sessions force row level security`;
  } finally {
    await owner.end();
  }
});

const wrong: readonly [check: string, facts: Partial<DatabaseSubject>][] = [
  ['database-superuser', { superuser: true }],
  ['database-makes-roles', { createsRoles: true }],
  ['database-bypasses-row-security', { bypassesRowSecurity: true }],
  ['database-owns-tables', { ownsTables: true }],
  ['database-version', { version: 170_004 }],
  ['database-encoding', { encoding: 'SQL_ASCII' }],
  ['database-durability', { fsync: false }],
  ['database-durability', { synchronousCommit: false }],
  ['database-durability', { fullPageWrites: false }],
  ['database-autovacuum', { autovacuum: false }],
  ['database-connection-plain', { plainConnection: true }],
  ['database-timeouts', { statementTimeout: false }],
  ['database-pool-too-large', { connections: 10 }],
  ['database-row-security-unforced', { unforcedTables: ['users.sessions'] }],
  ['database-public-schema', { publicMayCreate: true }],
  ['database-clock', { clockDifferenceSeconds: 30 }],
];

test('each check fires on its fact, and alone', async () => {
  const durable = { fsync: true, fullPageWrites: true, synchronousCommit: true };
  const right = { ...(await factsAt(database.url)), ...durable };
  const names = (facts: DatabaseSubject) => findingsOf(databaseChecks, facts, []).map(({ check }) => check);
  expect(names(right)).toEqual([]);
  for (const [check, facts] of wrong) expect(names({ ...right, ...facts })).toEqual([check]);
  expect(new Set(wrong.map(([check]) => check))).toEqual(new Set(databaseChecks.map(({ name }) => name)));
});
