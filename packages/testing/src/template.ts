import { createHash } from 'node:crypto';
import { type Driver, migrate, type MigrationSet } from '@plinth/db';
import { type TestServer, urlOfDatabase } from './server.ts';

const nameOf = (applicationUser: string, sets: readonly MigrationSet[]): string => {
  const content = createHash('sha256').update(JSON.stringify([applicationUser, sets])).digest('hex');
  return `plinth_template_${content.slice(0, 16)}`;
};

/** Only a database that was migrated to its end is marked as a template. */
async function isReady(admin: Driver, template: string): Promise<boolean> {
  const [found] = await admin<{ datistemplate: boolean }[]>`select datistemplate from pg_database where datname = ${template}`;
  return found?.datistemplate ?? false;
}

async function make(admin: Driver, template: string, applicationUser: string, server: TestServer, sets: readonly MigrationSet[]): Promise<void> {
  await admin`drop database if exists ${admin(template)} with (force)`;
  await admin`create database ${admin(template)}`;
  await migrate({ url: urlOfDatabase(server.migrationUrl, template), applicationUser, sets });
  await admin`alter database ${admin(template)} with is_template true`;
}

/**
 * The name of a migrated database to copy, made once a server for each content of `sets`, whichever process asks first.
 * `admin` is one connection: it holds the lock.
 */
export async function templateOf(admin: Driver, server: TestServer, sets: readonly MigrationSet[]): Promise<string> {
  const applicationUser = decodeURIComponent(new URL(server.url).username);
  const template = nameOf(applicationUser, sets);
  if (await isReady(admin, template)) return template;
  await admin`select pg_advisory_lock(hashtextextended(${template}, 0))`;
  try {
    if (!(await isReady(admin, template))) await make(admin, template, applicationUser, server, sets);
  } finally {
    await admin`select pg_advisory_unlock(hashtextextended(${template}, 0))`;
  }
  return template;
}
