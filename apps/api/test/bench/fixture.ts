import { randomUUID } from 'node:crypto';
import { idToUuid, uuidToId } from '@plinth/kernel';
import { connect } from '@plinth/db';
import { eventually } from '@plinth/testing';
import type { Deployment } from '../api-process.ts';
import { aSession, send } from '../client.ts';
import { anOperatorSession } from '../operator.ts';

export interface Fixture {
  /** Of a person with one organization. */
  readonly token: string;
  readonly organizationId: string;
  readonly invoiceIds: readonly string[];
  /** The cursor of a page in the middle of the accounts. */
  readonly cursor: string;
  /** Of people who make organizations: many, because a person's rights grow with what they make. */
  readonly founders: readonly string[];
}

const accounts = 150;
const subscriptions = 60;
const founders = 500;

const plan = {
  key: 'ten', name: 'Ten', currency: 'EUR', interval: 'month', intervalCount: 1,
  charges: Array.from({ length: 10 }, (_unused, index) => ({ key: `charge_${index}`, model: 'flat', timing: 'inAdvance', amount: `${index + 1}.50` })),
};

/** Clones a person, their address and their session; whatever columns there are, they keep their values. */
async function cloneFounder({ database }: Deployment, token: string): Promise<string[]> {
  const [, session = '', secret = ''] = /^pls_(\w{26})_(.{43})$/.exec(token) ?? [];
  const sql = database.driver('users');
  const sessionId = idToUuid(`sess_${session}`);
  return Promise.all(Array.from({ length: founders }, async (_unused, index) => {
    const [user, own] = [randomUUID(), randomUUID()];
    await sql.begin(async (tx) => {
      const base = tx`select s.user_id from users.sessions s where s.id = ${sessionId}`;
      await tx`insert into users.users select (jsonb_populate_record(u, jsonb_build_object('id', ${user}::text))).* from users.users u where u.id = (${base})`;
      await tx`
        insert into users.email_addresses
        select (jsonb_populate_record(e, jsonb_build_object('canonical', ${`founder-${index}@example.com`}::text, 'user_id', ${user}::text))).*
        from users.email_addresses e where e.user_id = (${base})`;
      await tx`
        insert into users.sessions
        select (jsonb_populate_record(s, jsonb_build_object('id', ${own}::text, 'user_id', ${user}::text))).* from users.sessions s where s.id = ${sessionId}`;
    });
    return `pls_${uuidToId('sess', own).slice('sess_'.length)}_${secret}`;
  }));
}

/** The rows that the cells read, made through the API; `analyze` so that plans are those of a database that has run a while. */
export async function aFixture(url: string, deployment: Deployment, { PASSWORD_PEPPERS = '' }: Readonly<Record<string, string>>): Promise<Fixture> {
  const operator = await anOperatorSession(url, deployment, 'operator@example.com', { PASSWORD_PEPPERS });
  const post = async (token: string, path: string, body: unknown): Promise<string> => {
    const answer = await send(`${url}/v1${path}`, 'POST', { token, body });
    if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return String(answer.body['id']);
  };
  const person = await aSession(url, deployment.mailbox, 'founder@example.com');
  const clones = await cloneFounder(deployment, person);
  const token = await aSession(url, deployment.mailbox, 'ada@example.com');
  const organizationId = await post(token, '/organizations', { name: 'Analytical Engines' });
  const planId = await post(operator, '/plans', plan);
  await post(operator, `/plans/${planId}/publish`, {});
  const made: string[] = [];
  for (let index = 0; index < accounts; index += 1) {
    const accountId = await post(operator, '/accounts', { name: `Account ${index}`, currency: 'EUR', timeZone: 'UTC', ownerId: organizationId });
    made.push(accountId);
    if (index < subscriptions) await post(token, '/subscriptions', { accountId, planId });
  }
  const invoiceIds: string[] = [];
  for (const accountId of made.slice(0, subscriptions)) {
    const { body } = await send<{ data: { id: string; lines: unknown[] }[] }>(`${url}/v1/invoices?accountId=${accountId}`, 'GET', { token });
    invoiceIds.push(...body.data.filter(({ lines }) => lines.length === 10).map(({ id }) => id));
  }
  if (invoiceIds.length !== subscriptions) throw new Error(`${invoiceIds.length} invoices of ten lines, not ${subscriptions}.`);
  const first = await send<{ nextCursor: string }>(`${url}/v1/accounts?ownerId=${organizationId}&limit=50`, 'GET', { token });
  await settled(deployment);
  await deployment.database.driver('users')`analyze`;
  return { token, organizationId, invoiceIds, cursor: first.body.nextCursor, founders: clones };
}

/** Lets the bare server read and write the tables of all modules as one role that no row-level security binds. */
export async function openToBareServer({ database }: Deployment): Promise<void> {
  const sql = connect({ url: database.migrationUrl, connections: 1, name: 'bench' });
  await sql`grant plinth_users_system, plinth_billing_system to current_user with inherit true`;
  await sql.end();
}

/** Resolves when the events have been carried, so that no cell pays for another's. */
export const settled = ({ database }: Deployment): Promise<void> =>
  eventually(async () => {
    const [row] = await database.driver('users')<{ waiting: number }[]>`
      select (select count(*) from users.outbox where relayed_at is null)::integer
        + (select count(*) from users_jobs.job where state < 'completed' and name not like '\\_\\_%')::integer as waiting`;
    if (row?.waiting !== 0) throw new Error(`${row?.waiting} events wait.`);
  }, 120_000);
