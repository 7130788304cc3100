// Plinth as in production beside a bare server of the same framework and driver, on the same PostgreSQL, in interleaved rounds.
// The built application, as it is deployed. `pnpm bench [--rounds 5] [--requests 3000] [--connections 32] [--cell me] [--workers-apart] [--profile DIRECTORY]`; see docs/performance.md.
import { loadavg, tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '@plinth/postgres';
import { aDeployment, type Deployment } from '../api-process.ts';
import { percentile } from '../load.ts';
import { type Cell, cellsOf } from './cells.ts';
import { aFixture, openToBareServer, settled } from './fixture.ts';
import { cpuSeconds, memoryOf, parentOf } from './processes.ts';
import { header, memoryRow, rowOf, type Sample } from './report.ts';
import { productionVariables, type Server, startServer } from './servers.ts';
import { load } from './wire.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    requests: { type: 'string', default: '3000' },
    connections: { type: 'string', default: '32' },
    cell: { type: 'string', default: '' },
    // Deliveries and schedules in a process of their own, which is not measured.
    'workers-apart': { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});
const requests = Number(options.requests);
const connections = Number(options.connections);

const directory = mkdtempSync(path.join(tmpdir(), 'plinth-bench-'));
const postgres = await startPostgres({ directory });
process.env['TEST_MIGRATION_DATABASE_URL'] = postgres.migrationUrl;
process.env['TEST_DATABASE_URL'] = postgres.url;
const deployment = await aDeployment();
const variables = productionVariables(deployment);
const apart = options['workers-apart'];
const servers: Server[] = [];
let failed = false;
try {
  failed = await measure(deployment);
} finally {
  for (const server of servers) await server.stop();
  await deployment.close();
  await postgres.stop({ force: true });
  rmSync(directory, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

async function start(name: string, port: number): Promise<Server> {
  const profile = options.profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-interval', '500', '--cpu-prof-dir', path.resolve(options.profile)];
  const server =
    name === 'plinth'
      ? await startServer(name, [...profile, 'dist/main.js'], { ...variables, ...(apart && { ROLES: 'http' }) }, port, '/readyz')
      : await startServer(name, ['--conditions=source', 'test/bench/bare-server.ts'], { BARE_DATABASE_URL: deployment.database.migrationUrl }, port, '/v1/me');
  servers.push(server);
  return server;
}

/** The server process that all backends of PostgreSQL are below. */
async function postmaster(): Promise<number> {
  const [row] = await deployment.database.driver('users')<{ pid: number }[]>`select pg_backend_pid() as pid`;
  return parentOf(row?.pid ?? 0);
}

async function sampleOf(server: Server, cell: Cell, database: number): Promise<Sample> {
  const before = { server: cpuSeconds(server.pid), database: cpuSeconds(database) };
  const { seconds, times } = await load(server.port, cell.request, { connections, requests, status: cell.status });
  const each = (after: number, earlier: number): number => ((after - earlier) / requests) * 1e6;
  return {
    perSecond: requests / seconds,
    cpu: each(cpuSeconds(server.pid), before.server),
    databaseCpu: each(cpuSeconds(database), before.database),
    p50: percentile(times, 50),
    p99: percentile(times, 99),
  };
}

async function bodyOf({ port }: Server, cell: Cell): Promise<string> {
  const [head = '', body = ''] = cell.request(0).split('\r\n\r\n', 2);
  const [line = '', ...rest] = head.split('\r\n');
  const [method = '', target = ''] = line.split(' ');
  const headers = Object.fromEntries(rest.filter((each) => !/^(?:host|content-length):/.test(each)).map((each) => each.split(': ', 2) as [string, string]));
  const answer = await fetch(`http://127.0.0.1:${port}${target}`, { method, headers, ...(body !== '' && { body }) });
  return answer.text();
}

async function requireSameBytes(plinth: Server, bare: Server, cell: Cell): Promise<void> {
  if (cell.writes) return;
  const [own, other] = [await bodyOf(plinth, cell), await bodyOf(bare, cell)];
  if (own !== other) throw new Error(`${cell.name} is not answered with the same bytes:\n${own.slice(0, 1500)}\n${other.slice(0, 1500)}`);
}

async function measure(deployment: Deployment): Promise<boolean> {
  await openToBareServer(deployment);
  const [bare, again, plinth] = [await start('bare', 41_001), await start('bare again', 41_002), await start('plinth', 41_003)];
  if (apart) servers.push(await startServer('workers', ['dist/main.js'], { ...variables, ROLES: 'worker,scheduler' }, 41_004, '/readyz'));
  const fixture = await aFixture(`http://127.0.0.1:${plinth.port}`, deployment, variables);
  const cells = cellsOf(fixture).filter(({ name }) => name.includes(options.cell));
  const database = await postmaster();
  for (const cell of cells) await requireSameBytes(plinth, bare, cell);
  const idle = [plinth, bare].map(({ pid }) => memoryOf(pid)) as [number, number];

  const order = options.profile === undefined ? [bare, plinth, again] : [plinth];
  const results = new Map(cells.map((cell) => [cell, Object.fromEntries(order.map(({ name }) => [name, [] as Sample[]]))]));
  for (const cell of cells) for (const server of order) await load(server.port, cell.request, { connections, requests, status: cell.status });
  await settled(deployment);
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const [cell, samples] of results) {
      for (const server of round % 2 === 0 ? order : order.toReversed()) {
        const sample = await sampleOf(server, cell, database);
        samples[server.name]?.push(sample);
        if (cell.writes) await settled(deployment);
        console.error(`round ${round + 1}, ${cell.name}, ${server.name}: ${sample.perSecond.toFixed(0)}/s, ${sample.cpu.toFixed(0)} µs, PostgreSQL ${sample.databaseCpu.toFixed(0)} µs, load ${loadavg()[0]?.toFixed(1) ?? ''}`);
      }
    }
  }
  if (options.profile !== undefined) return false;
  const used = [plinth, bare].map(({ pid }) => memoryOf(pid)) as [number, number];
  const rows = [...results].map(([cell, samples]) => rowOf(cell, samples));
  const memory = [memoryRow('Memory at rest', ...idle), memoryRow('Memory after the load', ...used, 2.2)];
  console.log([header, ...rows, '', ...memory, '', `Load of the machine: ${loadavg().map((value) => value.toFixed(1)).join(', ')}; ${connections} connections, ${options.rounds} rounds of ${requests} requests.`].join('\n'));
  return [...rows, ...memory].some((row) => row.includes('missed'));
}
