import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { aClient } from '../test/client.ts';
import { aDirectory, clusterOf } from '../test/directory.ts';
import { startHolder } from '../test/holder.ts';
import { runningServer } from './pidfile.ts';
import { startPostgres } from './server.ts';

test('a new directory gets a PostgreSQL 18 that listens on loopback alone and sorts text by code point', async () => {
  const directory = aDirectory();
  const server = await startPostgres({ directory, durable: false, maxConnections: 40 });
  const sql = aClient(server.migrationUrl);

  const settings = await sql`
    select current_setting('server_version_num')::int / 10000 as version, current_setting('listen_addresses') as address,
      current_setting('max_connections') as connections, current_setting('fsync') as fsync, datlocprovider as provider, datlocale as locale
    from pg_database where datname = current_database()`;

  expect(settings).toEqual([{ version: 18, address: '127.0.0.1', connections: '40', fsync: 'off', provider: 'b', locale: 'C.UTF-8' }]);
});

test('a server is durable unless it is told otherwise', async () => {
  const server = await startPostgres({ directory: aDirectory() });

  const [row] = await aClient(server.url)`select current_setting('fsync') as fsync, current_setting('synchronous_commit') as wait`;

  expect(row).toEqual({ fsync: 'on', wait: 'on' });
});

test('neither role is a superuser, and the application’s role may do nothing but log in', async () => {
  const server = await startPostgres({ directory: aDirectory(), durable: false });

  const roles = await aClient(server.migrationUrl)`
    select rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication, rolcanlogin
    from pg_roles where rolname like 'plinth%' order by rolname`;

  const rest = { rolsuper: false, rolreplication: false, rolcanlogin: true };
  expect(roles).toEqual([
    { rolname: 'plinth_app', rolcreaterole: false, rolcreatedb: false, rolbypassrls: false, ...rest },
    { rolname: 'plinth_migrator', rolcreaterole: true, rolcreatedb: true, rolbypassrls: true, ...rest },
  ]);
  await expect(aClient(server.url)`create table notes ()`).rejects.toThrow('permission denied for schema public');
  await expect(aClient(server.url)`create schema notes`).rejects.toThrow('permission denied for database plinth');
});

test('the role for migrations makes roles with BYPASSRLS, schemas, and databases from a template', async () => {
  const server = await startPostgres({ directory: aDirectory(), durable: false });
  const sql = aClient(server.migrationUrl);

  await sql`create role notes_system nologin bypassrls`;
  await sql`grant notes_system to plinth_app`;
  await sql`create schema notes`;
  await sql`create database template_of_tests`;
  await sql`create database test_1 template template_of_tests`;
  await aClient(server.url.replace(/plinth$/, 'test_1'))`select 1`;
  await sql`drop database test_1 with (force)`;

  expect(await sql`select datname from pg_database where datname like 'test%'`).toEqual([]);
});

test('no password lets nobody in, and only the owner can read the passwords', async () => {
  const directory = aDirectory();
  const server = await startPostgres({ directory, durable: false });

  const guess = new URL(server.url);
  guess.password = 'guess';

  await expect(aClient(guess.href)`select 1`).rejects.toThrow('password authentication failed');
  expect(statSync(path.join(directory, 'server.json')).mode & 0o777).toBe(0o600);
});

test('a server that was stopped comes back with its data on its port', async () => {
  const directory = aDirectory();
  const first = await startPostgres({ directory });
  await aClient(first.migrationUrl)`create table notes as select 1 as number`;
  expect(await first.stop({ force: true })).toBe(true);
  expect(runningServer(clusterOf(directory))).toBeUndefined();

  const second = await startPostgres({ directory });

  expect(second).toMatchObject({ url: first.url, migrationUrl: first.migrationUrl });
  expect(await aClient(second.migrationUrl)`select number from notes`).toEqual([{ number: 1 }]);
});

test('a server is left running while another client is connected, and the last one stops it', async () => {
  const directory = aDirectory();
  const first = await startPostgres({ directory, durable: false });
  const client = aClient(first.url);
  await client`select 1`;

  expect(await first.stop()).toBe(false);
  expect(await client`select 1 as one`).toEqual([{ one: 1 }]);
  await client.end();
  const second = await startPostgres({ directory, durable: false });

  expect(await second.stop()).toBe(true);
  expect(await second.stop()).toBe(true);
  expect(runningServer(clusterOf(directory))).toBeUndefined();
});

test('of two processes that share a server the one that ends last stops it', async () => {
  const directory = aDirectory();
  const holders = [startHolder(directory), startHolder(directory)];
  await Promise.all(holders.map(({ urls }) => urls));

  const stopped = await Promise.all(holders.map((holder) => holder.stop()));

  expect(stopped.toSorted()).toEqual([false, true]);
  expect(runningServer(clusterOf(directory))).toBeUndefined();
});

test('processes that start at the same instant end with one server', async () => {
  const directory = aDirectory();

  const holders = Array.from({ length: 4 }, () => startHolder(directory));
  const urls = await Promise.all(holders.map(async (holder) => (await holder.urls).url));

  expect(urls).toHaveLength(4);
  expect(new Set(urls).size).toBe(1);
  expect(readFileSync(path.join(directory, 'postgres.log'), 'utf8').match(/starting PostgreSQL/g)).toHaveLength(1);
  await Promise.all(holders.map((holder) => holder.kill()));
});
