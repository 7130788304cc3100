// Usage events a second over HTTP, in batches of 1,000 by four connections, beside the bare driver's `unnest` of 1,000 into a
// table with one unique key. Rounds alternate, so that both meet the same machine. `node --conditions=source test/ingest-rate.ts`
import { randomBytes, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { startThrowAwayPostgres } from '@plinth/postgres';
import { connect } from '@plinth/db';
import { aDeployment } from './api-process.ts';
import { aSession, send } from './client.ts';

const batch = 1000;
const connections = 4;
const rounds = 10;
const eventsARound = 20_000;

const server = await startThrowAwayPostgres();
process.env['TEST_MIGRATION_DATABASE_URL'] = server.migrationUrl;
process.env['TEST_DATABASE_URL'] = server.url;
const deployment = await aDeployment();
// As in production, where calls do not pass through JSON and their schemas twice.
const production = {
  NODE_ENV: 'production',
  METRICS_TOKEN: randomUUID(),
  CODE_KEY: randomBytes(32).toString('base64'),
  PASSWORD_PEPPERS: `1:${randomBytes(32).toString('base64')}`,
  MAIL_FROM: 'billing@plinth.test',
  LINK_BASE_URL: 'https://app.example.com',
  SELLER_NAME: 'Plinth',
  ACCEPTED_RISKS: 'database-durability',
};
const api = await deployment.start(production);
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
const batches = <Batch>(make: () => Batch): Batch[] => Array.from({ length: eventsARound / batch }, make);
const times = <Value>(make: () => Value): Value[] => Array.from({ length: batch }, make);

const bodies = () =>
  batches(() => JSON.stringify(times(() => ({ specversion: '1.0', id: randomUUID(), source: 'https://api.example.com', type: 'api.call', subject: accountId, time }))));

const columns = () =>
  batches(() => ({ ids: times(randomUUID), customers: times(randomUUID), meters: times(() => 'api_calls'), quantities: times(() => 1), at: times(() => time) }));

/** Rows a second, as many at a time as there are connections. */
async function rateOf<Batch>(work: readonly Batch[], take: (one: Batch) => Promise<unknown>): Promise<number> {
  const rest = work.values();
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, async () => {
    for (const one of rest) await take(one);
  }));
  return (work.length * batch) / ((performance.now() - started) / 1000);
}

const agent = new Agent({ keepAlive: true, maxSockets: connections });
const post = (body: string): Promise<void> =>
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
    sent.on('error', reject).end(body);
  });

const insert = ({ ids, customers, meters, quantities, at }: ReturnType<typeof columns>[number]) =>
  sql`insert into bare_events select * from unnest(${ids}::uuid[], ${customers}::uuid[], ${meters}::text[], ${quantities}::bigint[], ${at}::timestamptz[]) on conflict do nothing`;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const rates: { http: number; bare: number }[] = [];
await rateOf(bodies().slice(0, 8), post);
await rateOf(columns().slice(0, 8), insert);
for (let round = 1; round <= rounds; round += 1) {
  const http = await rateOf(bodies(), post);
  const bare = await rateOf(columns(), insert);
  rates.push({ http, bare });
  console.log(`round ${round}: ${Math.round(http)} events/s over HTTP, ${Math.round(bare)} rows/s bare, ratio ${(http / bare).toFixed(2)}`);
}
const sums = { http: median(rates.map(({ http }) => http)), bare: median(rates.map(({ bare }) => bare)) };
console.log(`${rounds * eventsARound} events: median ${Math.round(sums.http)} events/s over HTTP, ${Math.round(sums.bare)} rows/s bare, ratio ${median(rates.map(({ http, bare }) => http / bare)).toFixed(2)}`);

agent.destroy();
await sql.end();
await deployment.close();
await server.stop();
