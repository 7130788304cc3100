// Usage events a second over HTTP, in batches of 1,000 by four connections, beside the bare driver's `unnest` of 1,000 into a
// table with one unique key, on the same PostgreSQL, durable as in production. Each side makes its rows as it goes; rounds
// alternate, so that both meet the same machine. `node --conditions=source test/ingest-rate.ts [--events 200000] [--profile DIRECTORY]`
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { connect } from '@plinth/db';
import { startPostgres } from '@plinth/postgres';
import { aDeployment } from './api-process.ts';
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

const rates: { http: number; bare: number }[] = [];
await rateOf(8, post);
await rateOf(8, insert);
for (let round = 1; round <= rounds; round += 1) {
  const http = await rateOf(batchesARound, post);
  const bare = await rateOf(batchesARound, insert);
  rates.push({ http, bare });
  console.log(`round ${round}: ${Math.round(http)} events/s over HTTP, ${Math.round(bare)} rows/s bare, ratio ${(http / bare).toFixed(2)}`);
}
const sums = { http: median(rates.map(({ http }) => http)), bare: median(rates.map(({ bare }) => bare)) };
console.log(`${rounds * batchesARound * batch} events: median ${Math.round(sums.http)} events/s over HTTP, ${Math.round(sums.bare)} rows/s bare, ratio ${median(rates.map(({ http, bare }) => http / bare)).toFixed(2)}`);

agent.destroy();
await sql.end();
await api.end('SIGTERM');
await deployment.close();
await server.stop({ force: true });
rmSync(directory, { recursive: true, force: true });
console.log(`loadavg ${loadavg().map((load) => load.toFixed(1)).join(' ')}`);
