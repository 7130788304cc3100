import { randomBytes, randomUUID } from 'node:crypto';
import { startThrowAwayPostgres } from '@plinth/postgres';
import { connect } from '@plinth/db';
import { createTestDatabase } from '@plinth/testing';
import { migrations } from '../src/databases.ts';
const server = await startThrowAwayPostgres();
process.env['TEST_MIGRATION_DATABASE_URL'] = server.migrationUrl;
process.env['TEST_DATABASE_URL'] = server.url;
const db = await createTestDatabase({ sets: migrations, name: 'x' });
const sql = connect({ url: db.migrationUrl, connections: 4, name: 'bare' });
const app = connect({ url: db.url, connections: 4, name: 'app', role: 'plinth_billing' });
await sql`create table bare_events (event_id uuid not null unique, customer_id uuid not null, meter text not null, quantity bigint not null, occurred_at timestamptz not null)`;
const n = 1000;
const times = <V>(f: () => V) => Array.from({ length: n }, f);
const t = new Date().toISOString();
const cols = () => ({ ids: times(randomUUID), c: times(randomUUID), m: times(() => 'api_calls'), q: times(() => 1), a: times(() => t) });
const bare = ({ ids, c, m, q, a }: ReturnType<typeof cols>) => sql`insert into bare_events select * from unnest(${ids}::uuid[], ${c}::uuid[], ${m}::text[], ${q}::bigint[], ${a}::timestamptz[]) on conflict do nothing`;
const account = randomUUID();

const hex = () => randomBytes(16 * n).toString('hex');
const colsOurs = () => ({ accounts: `{${account}}`, owners: '{org_01h455vb4pex5vsknk084sn02q}', account: `{${times(() => 1).join(',')}}`, keys: '\\x' + hex(), hashes: '\\x' + hex(), types: `{${times(() => '"api.call"').join(',')}}`, sources: `{${times(() => '"https://api.example.com"').join(',')}}`, ids: `{${times(() => `"${randomUUID()}"`).join(',')}}`, at: `{${times(() => t).join(',')}}`, data: `{${times(() => 'NULL').join(',')}}` });
await app.begin(async (x) => { await x`select billing.ensure_usage_months(array[now()])`; });
const make = (keysTable: string, eventsTable: string, sorted: boolean) => `
    with event as materialized (
      select position, ($1::uuid[])[account] as account_id, ($2::text[])[account] as owner_id, substring($4::bytea from position::int * 16 - 15 for 16) as key,
        substring($5::bytea from position::int * 16 - 15 for 16) as payload_hash, type, source, id, time, data
      from unnest($3::integer[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::text[]) with ordinality as event (account, type, source, id, time, data, position)
    ), taken as (
      insert into ${keysTable} (account_id, owner_id, key, payload_hash)
      select account_id, owner_id, key, payload_hash from event ${sorted ? 'order by account_id, key' : ''}
      on conflict do nothing returning account_id, key
    ), stored as (
      insert into ${eventsTable} (account_id, owner_id, type, source, event_id, time, data, received_at)
      select event.account_id, event.owner_id, event.type, event.source, event.id, event.time, event.data::jsonb, $11::timestamptz
      from event join taken on taken.account_id = event.account_id and taken.key = event.key
    )
    select event.position from event join taken on taken.account_id = event.account_id and taken.key = event.key`;
const own = connect({ url: db.migrationUrl, connections: 1, name: 'own', role: 'plinth_billing_owner' });
await own.unsafe(`
create table billing.zz_k_nocheck (account_id uuid not null, owner_id text not null, key bytea not null, payload_hash bytea not null, primary key (account_id, key));
create table billing.zz_k_noowner (account_id uuid not null, owner_id text, key bytea not null, payload_hash bytea not null, primary key (account_id, key));
create table billing.zz_k_keyfirst (account_id uuid not null, owner_id text not null, key bytea not null, payload_hash bytea not null, primary key (key, account_id));
create table billing.zz_e_plain (like billing.usage_events including defaults); create index on billing.zz_e_plain (account_id, type, time);
create table billing.zz_e_noidx (like billing.usage_events including defaults);
`);
await own.end();
const K = 'billing.usage_event_keys', E = 'billing.usage_events';
const variants: Record<string, string> = { arrays: make(K, E, true), unsorted: make(K, E, false), 'k_nocheck': make('billing.zz_k_nocheck', E, true), keyfirst: make('billing.zz_k_keyfirst', E, true), e_plain: make(K, 'billing.zz_e_plain', true), e_noidx: make(K, 'billing.zz_e_noidx', true) };
const ours = (q: string) => (c: ReturnType<typeof colsOurs>) => app.begin(async (x) => { await x`select set_config('plinth.scope', '{org_01h455vb4pex5vsknk084sn02q}', true)`; return x.unsafe(q, [...Object.values({ a: c.accounts, b: c.owners, c: c.account, d: c.keys, e: c.hashes, f: c.types, g: c.sources, h: c.ids, i: c.at, j: c.data }), t], { prepare: true }); });
const rows = colsOurs;
const text = variants['arrays']!;
async function time<B>(label: string, make: () => B, f: (b: B) => Promise<unknown>, par: number) {
  const work = Array.from({ length: 24 }, make).values();
  const s = performance.now();
  await Promise.all(Array.from({ length: par }, async () => { for (const w of work) await f(w); }));
  console.log(label.padEnd(14), par, ((performance.now() - s) / 24).toFixed(1), 'ms a batch');
}
for (let r = 0; r < 3; r += 1) {
  await time('bare', cols, bare, 1);
  for (const [k, q] of Object.entries(variants)) await time(k, rows, ours(q), 1);
  await time('bare', cols, bare, 4);
  for (const [k, q] of Object.entries(variants)) await time(k, rows, ours(q), 4);
}
const plan = await app.begin(async (x) => { await x`select set_config('plinth.scope', '{org_01h455vb4pex5vsknk084sn02q}', true)`; return x.unsafe('explain (analyze, buffers, costs off) ' + text, [...Object.values(rows()).slice(0,10), t]); });
console.log(plan.map((p) => p['QUERY PLAN']).join('\n'));
await sql.end(); await app.end(); await db.close(); await server.stop();
