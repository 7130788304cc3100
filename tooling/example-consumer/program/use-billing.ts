import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, billingConfig, createBilling, type HostedBilling, type Invoice } from '@plinth/billing';
import { billingMigrations } from '@plinth/billing/migrations';
import { readConfig } from '@plinth/config';
import { createDatabase, migrate } from '@plinth/db';
import { type Actor, createIds, systemClock } from '@plinth/kernel';

// A program of another team, which has users of its own: no Fastify, its own process, its own PostgreSQL, billing alone in it.
const [url = '', migrationUrl = ''] = process.argv.slice(2);

await migrate({ url: migrationUrl, applicationUser: new URL(url).username, sets: billingMigrations });

const database = createDatabase('billing', { url });
const systemDatabase = createDatabase('billing', { url, acrossOwners: true });
const { billing: config } = readConfig([billingConfig], { NODE_ENV: 'development' });
const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const billing: HostedBilling = createBilling({ database, systemDatabase, clock: systemClock, ids: createIds(systemClock), logger, config });
await billing.worker.start([billing]);

// Whom this program lets operate, and for which of its tenants someone may act, is for this program to say.
const tenant = 'tenant-1';
const operator: Actor = {
  type: 'user', userId: 'user_01h455vb4pex5vsknk084sn02q', sessionId: 'sess_01h455vb4pex5vsknk084sn02q', authenticatedAt: '2027-01-01T00:00:00.000Z', factors: ['password'], operator: true,
  grants: [{ ownerId: tenant, permissions: ['billing:accounts:read', 'billing:subscriptions:write', 'billing:invoices:read'] }],
};
const call = { actor: operator };

const { id: planId } = await billing.services.createPlan(
  { key: 'pro', name: 'Pro', currency: 'EUR', interval: 'month', intervalCount: 1, charges: [{ key: 'base', model: 'flat', timing: 'inAdvance', amount: '20.00' }] },
  call,
);
await billing.services.publishPlan({ planId }, call);
const clock = await billing.services.createTestClock({ now: '2027-01-31T00:00:00Z' }, call);
const account: Account = await billing.services.createAccount({ ownerId: tenant, name: 'Tenant', currency: 'EUR', timeZone: 'UTC', testClockId: clock.id }, call);
await billing.services.createSubscription({ accountId: account.id, planId }, call);
await billing.services.advanceTestClock({ testClockId: clock.id, to: '2027-03-01T00:00:00Z' }, call);

let invoices: readonly Invoice[] = [];
for (let tries = 0; invoices.length < 2 && tries < 200; tries += 1) {
  await sleep(100);
  invoices = (await billing.selectors.listInvoices({ accountId: account.id }, call)).data;
}
process.stdout.write(`${JSON.stringify(invoices.map(({ status, total, issueDate }) => ({ status, total, issueDate })))}\n`);
await billing.worker.stop();
await Promise.all([database.close(), systemDatabase.close()]);
