import { afterAll, beforeAll, expect, test } from 'vitest';
import { applicationUser, dropRoles, type EmptyDatabase, emptyDatabase, freshModule, setOf } from '../../test/database.ts';
import { connect, type Driver } from '../driver.ts';
import { migrate } from './migrate.ts';

const [mine, other] = [freshModule(), freshModule()];
let database: EmptyDatabase;
const drivers: Driver[] = [];

const as = (role: string): Driver => {
  const driver = connect({ url: database.url, connections: 1, name: 'roles test', role });
  drivers.push(driver);
  return driver;
};

const filesOf = (module: string) => ({
  '0001_a.sql': `
    create table ${module}.a (id integer generated always as identity, text text);
    create table ${module}.trail (id serial);
    revoke update, delete on ${module}.trail from plinth_${module};
    create table ${module}_jobs.b (id integer);
    create function ${module}.one() returns integer language sql return 1`,
});

beforeAll(async () => {
  database = await emptyDatabase();
  const sets = [mine, other].map((module) => setOf(module, filesOf(module)));
  await migrate({ url: database.migrationUrl, applicationUser: applicationUser(), sets });
});

afterAll(async () => {
  await Promise.all(drivers.map((driver) => driver.end()));
  await database.close();
  await dropRoles(mine, other);
});

const refused = { code: '42501' };

test('no role of a module is a superuser or may log in, and one of the three is above row-level security', async () => {
  const roles = await database.admin`
    select rolname, rolsuper, rolcanlogin, rolbypassrls, rolcreaterole from pg_roles where rolname like ${`plinth_${mine}%`} order by rolname`;
  const plain = { rolsuper: false, rolcanlogin: false, rolbypassrls: false, rolcreaterole: false };
  expect(roles).toEqual([
    { ...plain, rolname: `plinth_${mine}` },
    { ...plain, rolname: `plinth_${mine}_owner` },
    { ...plain, rolname: `plinth_${mine}_system`, rolbypassrls: true },
  ]);
});

test('the migrating user is no superuser', async () => {
  expect(await database.admin`select rolsuper from pg_roles where rolname = current_user`).toEqual([{ rolsuper: false }]);
});

test.each(['', '_system'])('the role plinth_<module>%s reads and writes rows, calls functions and takes numbers', async (suffix) => {
  const sql = as(`plinth_${mine}${suffix}`);
  await sql`insert into ${sql(mine)}.a (text) values ('x')`;
  await sql`insert into ${sql(mine)}.trail default values`;
  await sql`insert into ${sql(`${mine}_jobs`)}.b values (1)`;
  await sql`update ${sql(mine)}.a set text = 'y'`;
  expect(await sql`select text, ${sql(mine)}.one() as one from ${sql(mine)}.a`).toEqual([{ text: 'y', one: 1 }]);
  await sql`delete from ${sql(mine)}.a`;
});

test('a right that a file took away stays away, also when the migrations run again', async () => {
  await migrate({ url: database.migrationUrl, applicationUser: applicationUser(), sets: [setOf(mine, filesOf(mine))] });
  const sql = as(`plinth_${mine}`);
  await expect(sql`update ${sql(mine)}.trail set id = 1`).rejects.toMatchObject(refused);
  await expect(sql`delete from ${sql(mine)}.trail`).rejects.toMatchObject(refused);
});

test.each(['', '_system'])('the role plinth_<module>%s makes, changes and empties no table', async (suffix) => {
  const sql = as(`plinth_${mine}${suffix}`);
  await expect(sql`create table ${sql(mine)}.c ()`).rejects.toMatchObject(refused);
  await expect(sql`alter table ${sql(mine)}.a disable row level security`).rejects.toMatchObject(refused);
  await expect(sql`truncate ${sql(mine)}.a`).rejects.toMatchObject(refused);
  await expect(sql`create table public.c ()`).rejects.toMatchObject(refused);
});

test.each(['', '_system'])("the role plinth_<module>%s is refused on another module's schemas and ledger", async (suffix) => {
  const sql = as(`plinth_${mine}${suffix}`);
  await expect(sql`select from ${sql(other)}.a`).rejects.toMatchObject(refused);
  await expect(sql`insert into ${sql(`${other}_jobs`)}.b values (1)`).rejects.toMatchObject(refused);
  await expect(sql`select ${sql(other)}.one()`).rejects.toMatchObject(refused);
  await expect(sql`select from migrations.${sql(other)}`).rejects.toMatchObject(refused);
});

test('a module reads its ledger and cannot write it', async () => {
  const sql = as(`plinth_${mine}`);
  expect(await sql`select name from migrations.${sql(mine)} where name = '0001_a.sql'`).toHaveLength(1);
  await expect(sql`delete from migrations.${sql(mine)}`).rejects.toMatchObject(refused);
});

test('the application holds nothing until it takes a role, and cannot take that of the owner', async () => {
  const sql = as('none');
  await expect(sql`select from ${sql(mine)}.a`).rejects.toMatchObject(refused);
  await expect(as(`plinth_${mine}_owner`)`select 1`).rejects.toMatchObject(refused);
});

test('a backfill that row-level security would hide from is an error, and works as the system role', async () => {
  const table = `
    create table ${mine}.owned (owner_id text);
    insert into ${mine}.owned values ('org_1'), ('org_2');
    alter table ${mine}.owned enable row level security;
    alter table ${mine}.owned force row level security;
    create policy owners on ${mine}.owned using (owner_id = current_setting('plinth.scope', true))`;
  const files = { ...filesOf(mine), '0002_owned.sql': table };
  const backfill = (sql: string) =>
    migrate({ url: database.migrationUrl, applicationUser: undefined, sets: [setOf(mine, { ...files, '0003_backfill.sql': sql })] });

  const update = `update ${mine}.owned set owner_id = 'acct_' || owner_id`;
  await expect(backfill(update)).rejects.toThrow('0003_backfill.sql: query would be affected by row-level security policy for table "owned"');
  await backfill(`set local role plinth_${mine}_system; ${update}`);
  const sql = as(`plinth_${mine}_system`);
  expect(await sql`select owner_id from ${sql(mine)}.owned order by 1`).toEqual([{ owner_id: 'acct_org_1' }, { owner_id: 'acct_org_2' }]);
});

test('an application role that does not exist is named', async () => {
  const sets = [setOf(mine, filesOf(mine))];
  const absent = migrate({ url: database.migrationUrl, applicationUser: 'plinth_nobody', sets });
  await expect(absent).rejects.toThrow("The application's role plinth_nobody does not exist on this server.");
});

test('a migrating user without the rights is told which ones it needs', async () => {
  const empty = await emptyDatabase();
  const denied = migrate({ url: empty.url, applicationUser: undefined, sets: [setOf(freshModule(), {})] });
  await expect(denied).rejects.toThrow(/must be a superuser, or have CREATEROLE and BYPASSRLS/);
  await empty.close();
});
