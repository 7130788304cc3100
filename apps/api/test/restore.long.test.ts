import { appendFile, chmod, chown, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, systemRole } from '@plinth/db';
import { type PostgresServer, startPostgres } from '@plinth/postgres';
import { boundaryViolations } from '@plinth/testing';
import { needsTool } from '@plinth/vitest/long';
import { afterAll, beforeAll, expect } from 'vitest';
import { moduleNames } from '../src/modules.ts';
import { startDevelopment } from './api-process.ts';
import { productionEnvironment } from './deployment.ts';
import { walkThrough } from './documentation.ts';
import { outcomeOf } from './program.ts';

interface Kept {
  readonly cluster: string;
  readonly port: number;
  readonly passwords: { readonly postgres: string };
}

let directory: string;
let server: PostgresServer;
let kept: Kept;

const inDirectory = (name: string): string => path.join(directory, name);
const readKept = async (): Promise<Kept> => {
  const read = JSON.parse(await readFile(inDirectory('server/server.json'), 'utf8')) as Kept;
  return { ...read, cluster: path.resolve(inDirectory('server'), read.cluster) };
};

/** A server that keeps its log, as the page has it, with a demo in it. */
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'plinth-restore-'));
  // The account of the server passes through to the archive.
  await chmod(directory, 0o711);
  server = await startPostgres({ directory: inDirectory('server') });
  await server.stop({ force: true });
  kept = await readKept();
  const { uid, gid } = await stat(kept.cluster);
  await mkdir(inDirectory('archive'));
  await chown(inDirectory('archive'), uid, gid);
  const page = await readFile(new URL('../../../docs/how-to/back-up.md', import.meta.url), 'utf8');
  const settings = /```ini\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  await appendFile(path.join(kept.cluster, 'postgresql.auto.conf'), settings.replaceAll('/backup/archive', inDirectory('archive')));
  server = await startPostgres({ directory: inDirectory('server') });
  const seeded = await outcomeOf(['src/cli.ts', 'seed', '--organizations', '2', '--events', '100'], variables());
  expect([seeded.code, seeded.errors]).toEqual([0, '']);
});
afterAll(async () => {
  await server.stop({ force: true });
  await rm(directory, { recursive: true, force: true });
});

const variables = () => ({ NODE_ENV: 'development', DATABASE_URL: server.url, MIGRATION_DATABASE_URL: server.migrationUrl });

/** How many rows each table of a module has. */
async function rowsOf(module: string): Promise<Record<string, number>> {
  const sql = connect({ url: server.url, connections: 1, name: 'restore test', role: systemRole(module) });
  try {
    const tables = await sql<{ name: string }[]>`select relname as name from pg_class where relnamespace = ${module}::regnamespace and relkind in ('r', 'p') and not relispartition order by relname`;
    const counts: Record<string, number> = {};
    for (const { name } of tables) counts[name] = (await sql<{ count: number }[]>`select count(*)::integer as count from ${sql(module)}.${sql(name)}`)[0]?.count ?? 0;
    return counts;
  } finally {
    await sql.end();
  }
}

needsTool('psql')('what the page backs up it gives back as of a moment, with roles, row-level security and a balanced journal', async () => {
  const before = { billing: await rowsOf('billing'), users: await rowsOf('users') };
  expect(before.billing).toMatchObject({ invoices: expect.any(Number) as number, journal_lines: expect.any(Number) as number });
  expect(before.billing['journal_lines']).toBeGreaterThan(0);
  const systemctl = (command: string) => `"${process.execPath}" --conditions=source apps/api/test/restore/server.ts ${command} "${inDirectory('server')}"`;
  const printed = await walkThrough({
    page: 'docs/how-to/back-up.md',
    here: { 'systemctl stop postgresql': systemctl('stop'), 'systemctl start postgresql': systemctl('start') },
    variables: {
      ...variables(),
      PGDATA: kept.cluster, PGHOST: '127.0.0.1', PGPORT: String(kept.port), PGUSER: 'postgres', PGPASSWORD: kept.passwords.postgres,
      BACKUP: inDirectory('nightly'), ARCHIVE: inDirectory('archive'),
    },
  });
  expect(printed).toMatch(/user_[0-9a-z]{26} operates this deployment\./);

  server = await startPostgres({ directory: inDirectory('server') });
  expect(await rowsOf('billing')).toEqual(before.billing);
  const after = await rowsOf('users');
  expect(Object.keys(after)).toEqual(Object.keys(before.users));
  expect(after['users']).toBe((before.users['users'] ?? 0) + 1);

  const sql = connect({ url: server.migrationUrl, connections: 1, name: 'restore test' });
  try {
    expect(await boundaryViolations(sql, moduleNames)).toEqual([]);
    const guarded = await sql<{ forced: boolean }[]>`select relrowsecurity and relforcerowsecurity as forced from pg_class where oid in (select polrelid from pg_policy)`;
    expect(guarded.length).toBeGreaterThan(5);
    expect(guarded.every(({ forced }) => forced)).toBe(true);
  } finally {
    await sql.end();
  }

  const checked = await outcomeOf(['src/cli.ts', 'check', '--deploy'], productionEnvironment({ DATABASE_URL: server.url }));
  expect([checked.code, checked.output]).toEqual([0, expect.stringMatching(/^0 errors, \d+ warnings\n$/m)]);

  const api = await startDevelopment({ DATABASE_URL: server.url, MIGRATION_DATABASE_URL: server.migrationUrl });
  try {
    expect(await (await fetch(`${api.url}/readyz`)).json()).toEqual({ status: 'ready' });
    const answer = await fetch(`${api.url}/v1/auth/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: 'later@example.com', password: 'a passphrase that is long enough' }) });
    expect(answer.status).toBe(200);
  } finally {
    await api.end('SIGTERM');
  }
});
