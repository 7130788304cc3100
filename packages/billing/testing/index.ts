import { readConfig } from '@plinth/config';
import { createDatabase } from '@plinth/db';
import { type Actor, createIds, idToUuid, type UserActor } from '@plinth/kernel';
import { createTestDatabase, type TestClock, testClock, type TestDatabase } from '@plinth/testing';
import { type HostedBilling, billingConfig, type BillingPermission, createBilling } from '../src/index.ts';
import { billingMigrations } from '../src/migrations.ts';

export interface TestBilling extends HostedBilling {
  readonly clock: TestClock;
  readonly database: TestDatabase;
  /** Delivers `users.organization_created`, as the relay would; the same `eventId` is the same event. */
  organizationCreated(organization: { organizationId: string; name: string }, eventId?: string): Promise<void>;
  close(): Promise<void>;
}

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Billing on a database of its own, with a clock that the test moves, and other settings than usual if told. Every call goes through JSON. */
export async function createTestBilling(settings: Readonly<Record<string, string>> = {}): Promise<TestBilling> {
  const testDatabase = await createTestDatabase({ sets: billingMigrations, name: 'billing' });
  const clock = testClock();
  const ids = createIds(clock);
  const database = createDatabase('billing', { url: testDatabase.url });
  const systemDatabase = createDatabase('billing', { url: testDatabase.url, acrossOwners: true });
  const { billing: config } = readConfig([billingConfig], { NODE_ENV: 'test', ...settings });
  const billing = createBilling({ database, systemDatabase, clock, ids, logger, config, rehearse: true });
  return {
    ...billing,
    clock,
    database: testDatabase,
    organizationCreated: (payload, eventId = idToUuid(ids('evt'))) => {
      const event = { id: eventId, type: 'users.organization_created', version: 1, payload, occurredAt: clock.now().toISOString() };
      return billing.receive({ subscriber: 'billing.openAccount', event }, { actor: { type: 'system', name: 'billing.openAccount' } });
    },
    close: async () => {
      await Promise.all([database.close(), systemDatabase.close()]);
      await testDatabase.close();
    },
  };
}

const nobody = {
  type: 'user',
  userId: 'user_01h455vb4pex5vsknk084sn02q',
  sessionId: 'sess_01h455vb4pex5vsknk084sn02q',
  authenticatedAt: '2027-01-01T12:00:00.000Z',
  factors: ['password'],
  operator: false,
  grants: [],
} as const satisfies Actor;

/** A signed-in person with the same permissions for each of `ownerIds`. */
export const aMemberOf = (ownerIds: readonly string[], permissions: readonly BillingPermission[] = ['billing:accounts:read']): UserActor => ({
  ...nobody,
  grants: ownerIds.map((ownerId) => ({ ownerId, permissions })),
});

/** An operator of the deployment, with no grant of anyone's. */
export const anOperator: Actor = { ...nobody, operator: true };
