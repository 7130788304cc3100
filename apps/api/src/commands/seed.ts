import { setTimeout as sleep } from 'node:timers/promises';
import { readEnvironment } from '@plinth/config';
import { type Actor, type Id, type Ids, uuidToId } from '@plinth/kernel';
import { createLogger } from '@plinth/observability';
import { compose, type Composition } from '../compose.ts';
import type { HostConfig } from '../config.ts';
import { requireLogins } from '../deployment/refused-login.ts';
import { version } from '../version.ts';

export interface SeedProfile {
  readonly organizations: number;
  /** Usage events, dealt out to the organizations in turn. */
  readonly events: number;
}

/** Who owns everything that is sown, and operates the deployment. */
export const sower = { email: 'demo@example.com', password: 'seen by everybody, kept by nobody', name: 'Demo' };

const system = { actor: { type: 'system', name: 'seed' } } as const;
const start = Date.parse('2027-01-31T00:00:00Z');
const end = Date.parse('2027-02-28T00:00:00Z');

/** So many calls at once, and so many events a call. */
const [lanes, batch] = [8, 1000];

/** Ids that are the same every time: the n-th of a resource, a millisecond after the one before. */
function repeatableIds(): Ids {
  const made = new Map<string, number>();
  return (prefix) => {
    const count = (made.get(prefix) ?? 0) + 1;
    made.set(prefix, count);
    const milliseconds = (Date.parse('2026-01-01T00:00:00Z') + count).toString(16).padStart(12, '0');
    return uuidToId(prefix, `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7000-8000-000000000000`);
  };
}

/** Does `work` for 0 to `count` - 1, some of them at a time. */
async function each(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (let index = next++; index < count; index = next++) await work(index);
  }));
}

async function signedIn({ users }: Composition): Promise<Actor> {
  const { email, password } = sower;
  const { token } = await users.services.signIn({ email, password }, { actor: { type: 'anonymous' } });
  return users.selectors.authenticate({ token }, { actor: { type: 'anonymous' } });
}

/** A plan with a price a month and a price by use, and the meter that it counts with. */
async function aPlan({ billing }: Composition): Promise<Id<'plan'>> {
  await billing.services.createMeter({ key: 'api_calls', aggregation: 'count', eventType: 'api.call' }, system);
  const tiers = [{ upTo: '1000', unitAmount: '0', flatAmount: '0' }, { upTo: null, unitAmount: '0.01', flatAmount: '0' }];
  const { id } = await billing.services.createPlan(
    {
      key: 'pro', name: 'Pro', currency: 'EUR', interval: 'month', intervalCount: 1,
      charges: [
        { key: 'base', model: 'flat', timing: 'inAdvance', amount: '20.00' },
        { key: 'calls', model: 'graduated', timing: 'inArrears', meter: 'api_calls', tiers },
      ],
    },
    system,
  );
  await billing.services.publishPlan({ planId: id }, system);
  return id;
}

/** The same every time: the n-th event is of the n-th organization and instant in turn, and known by its number. */
function eventsOf(accounts: readonly string[], from: number, to: number, of: number): object[] {
  return Array.from({ length: to - from }, (_, index) => {
    const number = from + index;
    const time = new Date(start + Math.floor(((end - start) / of) * number)).toISOString();
    return { specversion: '1.0', id: `seed-${number}`, source: 'https://seed.example.com', type: 'api.call', subject: accounts[number % accounts.length], time };
  });
}

/** Takes the clock to the end of the period; the workers of this process bill what is due on the way. */
async function bill({ billing, backgrounds }: Composition, testClockId: Id<'clock'>): Promise<void> {
  backgrounds.start(() => Promise.resolve(true));
  try {
    await billing.services.advanceTestClock({ testClockId, to: new Date(end).toISOString() }, system);
    while ((await billing.selectors.getTestClock({ testClockId }, system)).status !== 'ready') await sleep(100);
  } finally {
    await backgrounds.stop();
  }
}

async function sow(composition: Composition, { organizations, events }: SeedProfile): Promise<void> {
  const { users, billing } = composition;
  await users.services.createOperator(sower, system);
  const planId = await aPlan(composition);
  const clock = await billing.services.createTestClock({ now: new Date(start).toISOString() }, system);
  const founder = { actor: await signedIn(composition) };
  const owners: Id<'org'>[] = [];
  for (let number = 1; number <= organizations; number += 1) {
    owners.push((await users.services.createOrganization({ name: `Organization ${number}` }, founder)).id);
  }
  const owner = { actor: await signedIn(composition) };
  // One after the other: what is made first has the first id.
  const accounts: Id<'acct'>[] = [];
  for (const [index, ownerId] of owners.entries()) {
    const account = { ownerId, name: `Organization ${index + 1}`, currency: 'EUR', timeZone: 'UTC', testClockId: clock.id };
    const { id } = await billing.services.createAccount(account, system);
    await billing.services.createSubscription({ accountId: id, planId }, owner);
    accounts.push(id);
  }
  await each(Math.ceil(events / batch), (index) =>
    billing.services.recordUsageEvents({ events: eventsOf(accounts, index * batch, Math.min(events, (index + 1) * batch), events) }, owner),
  );
  await bill(composition, clock.id);
}

/**
 * Organizations with subscriptions, use and invoices, for people to look at and for loads to meet: every time the same, ids included, but for
 * tokens, and for the ids and numbers of what the workers make at once.
 */
export async function seed(config: HostConfig, profile: SeedProfile): Promise<void> {
  const logger = createLogger({ level: 'error', pretty: false, service: 'plinth' });
  const composition = await compose({ config, environment: readEnvironment(), version, logger, ids: repeatableIds() });
  try {
    await requireLogins(composition.databases.logins);
    await sow(composition, profile);
  } finally {
    await composition.close();
  }
}
