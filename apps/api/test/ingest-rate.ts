// Usage events a second over HTTP, in batches of 1,000 by four connections, beside the bare driver's `unnest` of 1,000 into a
// table with one unique key, on the same PostgreSQL, durable as in production. Each side makes its rows as it goes; rounds
// alternate, so that both meet the same machine; where other work is on it too, go by the processor time. `node --conditions=source test/ingest-rate.ts [--events 200000] [--profile DIRECTORY]`
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { connect } from '@plinth/db';
import { startPostgres } from '@plinth/postgres';
import { aDeployment } from './api-process.ts';
import { cpuSeconds, parentOf } from './bench/processes.ts';
import { productionVariables } from './bench/servers.ts';
import { aSession, send } from './client.ts';

const { values: options } = parseArgs({ options: { events: { type: 'string', default: '200000' }, profile: { type: 'string' } } });
const batch = 1000;
const connections = 4;
const rounds = 10;
const batchesARound = Math.ceil(Number(options.events) / rounds / batch);

const directory = mkdtempSync(path.join(tmpdir(), 'plinth-ingest-'));
const server = await startPostgres({ directory });
process.env['TEST_MIGRATION_DATABASE_URL'] = server.migrationUrl;
process.env['TEST_DATABASE_URL'] = server.url;
const deployment = await aDeployment();
const profile = options.profile === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${path.resolve(options.profile)}` };
const api = await deployment.start({ ...productionVariables(deployment), ...profile });
const sql = connect({ url: deployment.database.migrationUrl, connections, name: 'bare' });
await sql`create table bare_events (event_id uuid not null unique, customer_id uuid not null, meter text not null, quantity bigint not null, occurred_at timestamptz not null)`;

const token = await aSession(api.url, deployment.mailbox, 'ada@example.com');
const { body: organization } = await send(`${api.url}/v1/organizations`, 'POST', { body: { name: 'Example' }, token });
let accountId: string | undefined;
while (accountId === undefined) {
  const { body } = await send<{ data: { id: string }[] }>(`${api.url}/v1/accounts?ownerId=${String(organization['id'])}`, 'GET', { token });
  accountId = body.data[0]?.id;
}

const time = new Date().toISOString();
const times = <Value>(make: () => Value): Value[] => Array.from({ length: batch }, make);

const aBody = () => JSON.stringify(times(() => ({ specversion: '1.0', id: randomUUID(), source: 'https://api.example.com', type: 'api.call', subject: accountId, time })));

/** Rows a second, as many batches at a time as there are connections. */
async function rateOf(batches: number, take: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  let left = batches;
  await Promise.all(Array.from({ length: connections }, async () => {
    while (left-- > 0) await take();
  }));
  return (batches * batch) / ((performance.now() - started) / 1000);
}

const agent = new Agent({ keepAlive: true, maxSockets: connections });
const post = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/cloudevents-batch+json' };
    const sent = request(`${api.url}/v1/usage-events`, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        const accepted = text.split('"accepted"').length - 1;
        if (response.statusCode === 200 && accepted === batch) resolve();
        else reject(new Error(`${response.statusCode}: ${text.slice(0, 300)}`));
      });
    });
    sent.on('error', reject).end(aBody());
  });

const insert = () => {
  const [ids, customers, meters, quantities, at] = [times(randomUUID), times(randomUUID), times(() => 'api_calls'), times(() => 1), times(() => time)];
  return sql`insert into bare_events select * from unnest(${ids}::uuid[], ${customers}::uuid[], ${meters}::text[], ${quantities}::bigint[], ${at}::timestamptz[]) on conflict do nothing`;
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
const processes = { api: api.child.pid ?? 0, postgres: parentOf(backend?.pid ?? 0) };
const cpuNow = () => ({ api: cpuSeconds(processes.api), postgres: cpuSeconds(processes.postgres), client: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6 });

type Cpu = ReturnType<typeof cpuNow>;
interface Round {
  readonly rate: number;
  /** Microseconds of processor time for a row. */
  readonly cpu: Cpu;
}

async function roundOf(take: () => Promise<unknown>): Promise<Round> {
  const before = cpuNow();
  const rate = await rateOf(batchesARound, take);
  const after = cpuNow();
  const spent = (part: keyof Cpu): number => ((after[part] - before[part]) * 1e6) / (batchesARound * batch);
  return { rate, cpu: { api: spent('api'), postgres: spent('postgres'), client: spent('client') } };
}

const total = ({ cpu }: Round): number => cpu.api + cpu.postgres + cpu.client;
const microseconds = ({ api: own, postgres, client }: Cpu): string => `API ${own.toFixed(1)}, PostgreSQL ${postgres.toFixed(1)}, client ${client.toFixed(1)} µs`;

const measured: { http: Round; bare: Round }[] = [];
await rateOf(8, post);
await rateOf(8, insert);
for (let round = 1; round <= rounds; round += 1) {
  const http = await roundOf(post);
  const bare = await roundOf(insert);
  measured.push({ http, bare });
  console.log(`round ${round}: ${Math.round(http.rate)} events/s over HTTP (${microseconds(http.cpu)}), ${Math.round(bare.rate)} rows/s bare (${microseconds(bare.cpu)}), ratio ${(http.rate / bare.rate).toFixed(2)}, of processor time ${(total(bare) / total(http)).toFixed(2)}`);
}
const medianOf = (value: (one: { http: Round; bare: Round }) => number): number => median(measured.map(value));
console.log(`${rounds * batchesARound * batch} events: median ${Math.round(medianOf(({ http }) => http.rate))} events/s over HTTP, ${Math.round(medianOf(({ bare }) => bare.rate))} rows/s bare, ratio ${medianOf(({ http, bare }) => http.rate / bare.rate).toFixed(2)}`);
const cpuOf = (side: 'http' | 'bare'): Cpu => ({ api: medianOf((one) => one[side].cpu.api), postgres: medianOf((one) => one[side].cpu.postgres), client: medianOf((one) => one[side].cpu.client) });
console.log(`processor time for one over HTTP: ${microseconds(cpuOf('http'))}; bare: ${microseconds(cpuOf('bare'))}; ratio ${medianOf(({ http, bare }) => total(bare) / total(http)).toFixed(2)}`);

agent.destroy();
await sql.end();
await api.end('SIGTERM');
await deployment.close();
await server.stop({ force: true });
rmSync(directory, { recursive: true, force: true });
console.log(`loadavg ${loadavg().map((load) => load.toFixed(1)).join(' ')}`);
