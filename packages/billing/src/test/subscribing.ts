import { readConfig } from '@plinth/config';
import { createDatabase, type Database, type Driver } from '@plinth/db';
import { createIds, type Id, idToUuid } from '@plinth/kernel';
import type { Call } from '@plinth/module';
import { aMemberOf, createTestBilling, type TestBilling } from '../../testing/index.ts';
import type { BillingRun } from '../contract/run.ts';
import { type Account, billingConfig, billingPermissions, type CreatePlan, type Invoice, type Plan, type Subscription, type TestClock } from '../index.ts';
import { continueAdvance } from '../jobs/continue-advance.ts';
import { createBillingRun } from '../module.ts';
import { aPublishedPlan, operator } from './catalogue.ts';

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Billing whose run a test starts itself, and can give a database that fails. */
export interface Subscribing {
  readonly billing: TestBilling;
  /** Across owners, as the run has it. */
  readonly database: Database<'billing'>;
  readonly sql: Driver;
  /** The run on the shared database, or on another one, as another worker would be. */
  runOn(database?: Database<'billing'>): BillingRun;
  readonly run: BillingRun;
  close(): Promise<void>;
}

export async function startSubscribing(): Promise<Subscribing> {
  const billing = await createTestBilling();
  const database = createDatabase('billing', { url: billing.database.url, acrossOwners: true });
  const { billing: config } = readConfig([billingConfig], { NODE_ENV: 'test' });
  const ids = createIds(billing.clock);
  const runOn = (other = database) => createBillingRun({ database: other, clock: billing.clock, ids, logger, config, rehearse: true });
  return {
    billing,
    database,
    sql: billing.database.driver('billing'),
    runOn,
    run: runOn(),
    close: async () => {
      await database.close();
      await billing.close();
    },
  };
}

const ids = createIds({ now: () => new Date() });

/** Someone who may do everything for an organization. */
const memberOf = (ownerId: string): Call => ({ actor: aMemberOf([ownerId], billingPermissions) });

interface Subscriber {
  readonly account: Account;
  readonly plan: Plan;
  readonly subscription: Subscription;
  readonly member: Call;
}

interface SubscriberOptions {
  readonly plan?: Plan | Partial<CreatePlan>;
  readonly testClockId?: TestClock['id'];
  readonly timeZone?: string;
  readonly currency?: string;
  readonly quantity?: string;
}

const isPlan = (plan: object): plan is Plan => 'id' in plan;

/** An account of a new organization, subscribed to a published plan: 20 euros a month and usage, unless told. */
export async function aSubscriber({ billing }: Pick<Subscribing, 'billing'>, options: SubscriberOptions = {}): Promise<Subscriber> {
  const { testClockId, timeZone = 'UTC', currency = 'EUR', plan: wanted = {}, quantity } = options;
  const ownerId = ids('org');
  const member = memberOf(ownerId);
  // What falls due at one instant is billed in the order in which it was made.
  billing.clock.advance({ milliseconds: 1 });
  const onClock = testClockId && { testClockId };
  const account = await billing.services.createAccount({ name: 'Analytical Engines', ownerId, currency, timeZone, ...onClock }, operator);
  const plan = isPlan(wanted) ? wanted : await aPublishedPlan(billing, { currency, ...wanted });
  const subscription = await billing.services.createSubscription({ accountId: account.id, planId: plan.id, ...(quantity !== undefined && { quantity }) }, member);
  return { account, plan, subscription, member };
}

export const aClock = ({ billing }: Pick<Subscribing, 'billing'>, now: string): Promise<TestClock> => billing.services.createTestClock({ now }, operator);

/** Advances a clock as an operator and a worker would. */
export async function advanceTo({ billing, run }: Pick<Subscribing, 'billing' | 'run'>, testClockId: TestClock['id'], to: string): Promise<void> {
  await billing.services.advanceTestClock({ testClockId, to }, operator);
  while (!(await continueAdvance(run, testClockId)));
}

/** `count` calls of an account, all at `time`. */
export async function someCalls({ sql }: Pick<Subscribing, 'sql'>, { id, ownerId }: Account, count: number, time: string): Promise<void> {
  await sql`select billing.ensure_usage_months(array[${time}::timestamptz])`;
  await sql`
    insert into billing.usage_events (account_id, owner_id, type, source, event_id, time, received_at)
    select ${idToUuid(id)}, ${ownerId}, 'api.call', 'test', 'e' || n, ${time}, now() from generate_series(1, ${count}) n`;
}

/** All invoices of an account, the first one first. */
export async function invoicesOf({ billing }: Pick<Subscribing, 'billing'>, { account, member }: Pick<Subscriber, 'account' | 'member'>): Promise<Invoice[]> {
  const { data } = await billing.selectors.listInvoices({ accountId: account.id, limit: 100 }, member);
  return data.reverse();
}

/** What an invoice says, without what is different for every account. */
export const contentOf = ({ number, status, issueDate, dueDate, total, lines }: Invoice) => ({
  number: number?.split('-').slice(-2).join('-') ?? null,
  status,
  issueDate,
  dueDate,
  total: total.amount,
  lines: lines.map(({ charge, quantity, period, amount, explanation }) => ({ charge, quantity, period, amount: amount.amount, explanation })),
});

export const uuidOf = (id: Id): string => idToUuid(id);
