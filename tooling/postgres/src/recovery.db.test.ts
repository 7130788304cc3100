import { spawn } from 'node:child_process';
import { chownSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { aClient } from '../test/client.ts';
import { aDirectory, clusterOf } from '../test/directory.ts';
import { startHolder } from '../test/holder.ts';
import { isReachable, serverAccount } from './account.ts';
import { runningServer } from './pidfile.ts';
import { isAlive } from './process.ts';
import { startPostgres } from './server.ts';

test('the server of a process that was killed is taken over, and can be stopped', async () => {
  const directory = aDirectory();
  const holder = startHolder(directory);
  const { url } = await holder.urls;
  const pid = runningServer(clusterOf(directory))?.pid;
  await holder.kill();

  const server = await startPostgres({ directory, durable: false });

  expect(server.url).toBe(url);
  expect(runningServer(clusterOf(directory))?.pid).toBe(pid);
  expect(await server.stop()).toBe(true);
});

test('a process killed while it makes the data directory does not keep the next one from doing so', async () => {
  const directory = aDirectory();
  const starting = startHolder(directory);
  await expect.poll(() => globSync('cluster.draft-*', { cwd: directory }), { interval: 5, timeout: 20_000 }).toHaveLength(2);
  await starting.kill();
  await expect(starting.urls).rejects.toThrow('ended without an answer');

  const server = await startPostgres({ directory, durable: false });

  expect(await aClient(server.url)`select 1 as one`).toEqual([{ one: 1 }]);
});

test('a server that was killed is started again with what was committed', async () => {
  const directory = aDirectory();
  const first = await startPostgres({ directory });
  const client = aClient(first.migrationUrl);
  await client`create table notes as select 1 as number`;
  process.kill(runningServer(clusterOf(directory))!.pid, 'SIGKILL');

  const second = await startPostgres({ directory });

  expect(await aClient(second.migrationUrl)`select number from notes`).toEqual([{ number: 1 }]);
});

test('a pid file whose number is another process’s by now does not keep the server from starting', async () => {
  const directory = aDirectory();
  await startPostgres({ directory });
  const { pid } = runningServer(clusterOf(directory))!;
  process.kill(pid, 'SIGKILL');
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
  onTestFinished(() => void stranger.kill());
  const file = path.join(clusterOf(directory), 'postmaster.pid');
  writeFileSync(file, readFileSync(file, 'utf8').replace(String(pid), String(stranger.pid)));

  const server = await startPostgres({ directory });

  expect(await aClient(server.url)`select 1 as one`).toEqual([{ one: 1 }]);
  expect(isAlive(stranger.pid!)).toBe(true);
});

test('a port that something else took meanwhile is replaced', async () => {
  const directory = aDirectory();
  const first = await startPostgres({ directory, durable: false });
  await first.stop();
  const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
  onTestFinished(() => void squatter.close());

  const second = await startPostgres({ directory, durable: false });

  expect(second.url).not.toBe(first.url);
  expect(await aClient(second.url)`select 1 as one`).toEqual([{ one: 1 }]);
});

test('data without its passwords is refused, not made anew', async () => {
  const directory = aDirectory();
  await (await startPostgres({ directory, durable: false })).stop();
  const file = path.join(directory, 'server.json');
  const passwords = readFileSync(file);
  rmSync(file);

  await expect(startPostgres({ directory, durable: false })).rejects.toThrow('its passwords in');
  writeFileSync(file, passwords, { mode: 0o600 });
});

test('a data directory that PostgreSQL refuses is an error that says what it said', async () => {
  const directory = aDirectory();
  await (await startPostgres({ directory, durable: false })).stop();
  const file = path.join(clusterOf(directory), 'PG_VERSION');
  writeFileSync(file, '9.6\n');

  await expect(startPostgres({ directory, durable: false })).rejects.toThrow('initialized by PostgreSQL version 9.6');
  writeFileSync(file, '18\n');
});

test.runIf(serverAccount())('root’s server runs as another account, below a folder that only root may enter too', async () => {
  const parent = mkdtempSync(path.join(tmpdir(), 'plinth-closed-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const directory = aDirectory(parent);

  const server = await startPostgres({ directory, durable: false });

  expect(await aClient(server.url)`select 1 as one`).toEqual([{ one: 1 }]);
  expect(clusterOf(directory).startsWith(parent)).toBe(false);
});

const setpriv = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
const asNobody = process.platform === 'linux' && serverAccount() && isReachable(process.execPath) && isReachable(import.meta.dirname);

test.runIf(asNobody)('an ordinary user’s server runs as that user', async () => {
  const directory = aDirectory();
  chownSync(directory, 65_534, 65_534);

  const holder = startHolder(directory, setpriv);
  const { url } = await holder.urls;

  const client = aClient(url);
  expect(await client`select 1 as one`).toEqual([{ one: 1 }]);
  await client.end();
  expect(statSync(path.join(directory, 'server.json')).uid).toBe(65_534);
  expect(await holder.stop()).toBe(true);
});
