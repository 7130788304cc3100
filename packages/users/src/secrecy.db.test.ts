import { createHash } from 'node:crypto';
import { connect, runtimeRole } from '@plinth/db';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anAddress, anonymousCall, anOrganization, aUser, createTestUsers, mailedCode, password, type TestUsers } from '../testing/index.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers();
});
afterAll(() => house.close());

/** Every value of every table of the module and of its jobs, as text. */
async function dump(): Promise<string[]> {
  const tables = await house.sql<{ schema: string; name: string }[]>`
    select relnamespace::regnamespace::text as schema, relname as name from pg_class
    where relnamespace::regnamespace::text in ('users', 'users_jobs') and relkind in ('r', 'p')`;
  expect(tables.length).toBeGreaterThan(12);
  const values: string[] = [];
  for (const { schema, name } of tables) {
    const rows = await house.sql<{ row: string }[]>`select to_jsonb(one)::text as row from ${house.sql(schema)}.${house.sql(name)} one`;
    for (const { row } of rows) values.push(...Object.values(JSON.parse(row) as object).map((value) => (typeof value === 'string' ? value : JSON.stringify(value))));
  }
  return values;
}

test('16. nothing that the database holds signs anyone in', async () => {
  const { users, mailbox } = house;
  const ada = await aUser(users, mailbox);
  await anOrganization(users, ada);
  const email = anAddress();
  await users.services.signUp({ email, password, name: 'Bob' }, anonymousCall);
  const code = await mailedCode(mailbox, email);

  const values = await dump();
  const [, id = '', secret = ''] = /^pls_([^_]+)_(.+)$/.exec(ada.session.token) ?? [];
  for (const known of [ada.session.token, secret, Buffer.from(secret, 'base64url').toString('hex'), password, code]) {
    expect(values.filter((value) => value.includes(known))).toEqual([]);
  }

  const bytes = values.filter((value) => /^\\x[0-9a-f]{64}$/.test(value)).map((value) => Buffer.from(value.slice(2), 'hex'));
  expect(bytes.length).toBeGreaterThan(1);
  for (const hash of bytes) {
    const token = `pls_${id}_${hash.toString('base64url')}`;
    await expect(users.selectors.authenticate({ token }, anonymousCall)).rejects.toMatchObject({ code: 'access.unauthenticated' });
  }

  const hashes = values.filter((value) => value.startsWith('$argon2id$'));
  expect(hashes.length).toBeGreaterThan(1);
  await expect(users.services.signIn({ email: ada.email, password: hashes[0]! }, anonymousCall)).rejects.toMatchObject({ code: 'users.invalid_credentials' });
});

test('11. the digits of a code cannot be found by trying all of them against the stored hash', async () => {
  const email = anAddress();
  await house.users.services.signUp({ email, password, name: 'Bob' }, anonymousCall);
  const code = await mailedCode(house.mailbox, email);
  const [token] = await house.sql<{ hash: Buffer; id: string }[]>`
    select t.hash, s.id from users.one_time_tokens t join users.sign_ups s on s.id = t.sign_up_id where t.canonical = ${email}`;
  // Everything that goes into the hash is in the database but the key.
  for (const text of [code, `${email}${code}`, JSON.stringify(['verify_email', token!.id, email, code])]) {
    expect(createHash('sha256').update(text).digest().equals(token!.hash)).toBe(false);
  }
  expect(token!.hash).toHaveLength(32);
});

test("39. the application's role can neither change nor delete what the audit says", async () => {
  const driver = connect({ url: house.database.url, connections: 1, name: 'careless', role: runtimeRole('users') });
  const denied = ['update users.audit_events set outcome = null', 'delete from users.audit_events', 'truncate users.audit_events', 'update users.audit_details set details = null'];
  for (const statement of denied) await expect(driver.unsafe(statement)).rejects.toThrow(/permission denied for table audit_/);
  await driver.end();
});
