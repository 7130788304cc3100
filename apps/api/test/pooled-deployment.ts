import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from '@plinth/db';
import { createMailbox, createTestDatabase } from '@plinth/testing';
import { findTool } from '@plinth/vitest/long';
import { migrations } from '../src/databases.ts';
import { moduleNames } from '../src/modules.ts';
import { createProcesses, type Deployment } from './api-process.ts';
import { aFreePort } from './free-port.ts';

const roles = moduleNames.flatMap((name) => [`plinth_${name}`, `plinth_${name}_system`] as const);

/** Roles are of the whole server, and so are their passwords: the same for every deployment of a run. */
const passwords: Readonly<Record<string, string>> = Object.fromEntries(roles.map((role) => [role, randomBytes(16).toString('hex')]));

/** What the driver asks for at connect, where a pooler takes no such wish: each role brings it. */
const settings = { statement_timeout: '15s', lock_timeout: '5s', idle_in_transaction_session_timeout: '30s', plan_cache_mode: 'force_generic_plan' };

/** Few connections for many, each for the length of a transaction. */
const configuration = (port: number, database: URL, users: string): string => `
[databases]
* = host=${database.hostname} port=${database.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
pool_mode = transaction
default_pool_size = 10
auth_type = plain
auth_file = ${users}
ignore_startup_parameters = extra_float_digits, ${Object.keys(settings).join(', ')}, default_transaction_read_only
`;

/** Who must not be root, and is started by root. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

async function startPooler(database: URL) {
  const directory = mkdtempSync(path.join(tmpdir(), 'plinth-pooler-'));
  chmodSync(directory, 0o755);
  const [file, users] = [path.join(directory, 'pgbouncer.ini'), path.join(directory, 'users.txt')];
  const port = await aFreePort();
  writeFileSync(users, Object.entries(passwords).map(([role, password]) => `"${role}" "${password}"\n`).join(''));
  writeFileSync(file, configuration(port, database, users));
  const pooler = spawn(findTool('pgbouncer') ?? '', ['--quiet', file], { stdio: 'inherit', ...nobody });
  const ended = once(pooler, 'exit');
  return {
    port,
    close: async () => {
      pooler.kill('SIGINT');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The API behind PgBouncer in transaction mode: each role logs in by itself, nothing is prepared, and workers poll. */
export async function aPooledDeployment(): Promise<Deployment> {
  const [database, mailbox] = await Promise.all([createTestDatabase({ sets: migrations, name: 'pooled' }), createMailbox()]);
  const admin = connect({ url: database.migrationUrl, connections: 1, name: 'pooled' });
  for (const [role, password] of Object.entries(passwords)) {
    // eslint-disable-next-line no-restricted-syntax -- a password of ours; a utility statement binds nothing
    await admin.unsafe(`alter role ${role} login password '${password}'`);
    for (const [name, value] of Object.entries(settings)) await admin`alter role ${admin(role)} set ${admin(name)} = ${admin(value)}`;
  }
  await admin.end();

  const pooler = await startPooler(new URL(database.url));
  const urlOf = (role: (typeof roles)[number]): string =>
    Object.assign(new URL(database.url), { username: role, password: passwords[role], port: String(pooler.port) }).href;
  const processes = createProcesses();
  const own = {
    DATABASE_URL: database.url,
    ...Object.fromEntries(roles.map((role) => [`${role.replace('plinth_', '').toUpperCase()}_DATABASE_URL`, urlOf(role)])),
    DATABASE_PREPARE: 'false',
    SMTP_URL: mailbox.url,
  };
  return {
    database,
    mailbox,
    variables: { DATABASE_URL: database.url, MIGRATION_DATABASE_URL: database.migrationUrl, SMTP_URL: mailbox.url },
    start: (variables = {}) => processes.start({ ...own, ...variables }),
    close: async () => {
      await processes.end();
      await pooler.close();
      await Promise.all([mailbox.close(), database.close()]);
    },
  };
}
