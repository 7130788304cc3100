import { readConfig } from '@plinth/config';
import { createDatabase } from '@plinth/db';
import { createIds, type UserActor } from '@plinth/kernel';
import { createTestDatabase, type TestClock, testClock, type TestDatabase } from '@plinth/testing';
import { createWorkshop, type HostedWorkshop, workshopConfig, type WorkshopConfig, type WorkshopPermission, workshopPermissions } from '../src/index.ts';
import { workshopMigrations } from '../src/migrations.ts';

export interface TestWorkshop extends HostedWorkshop {
  readonly clock: TestClock;
  readonly database: TestDatabase;
  close(): Promise<void>;
}

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Workshop on a database of its own, with a clock that the test moves. Every call goes through JSON. */
export async function createTestWorkshop(changes: Partial<WorkshopConfig> = {}): Promise<TestWorkshop> {
  const testDatabase = await createTestDatabase({ sets: workshopMigrations, name: 'workshop' });
  const clock = testClock();
  const database = createDatabase('workshop', { url: testDatabase.url });
  const { workshop: config } = readConfig([workshopConfig], { NODE_ENV: 'test' });
  const workshop = createWorkshop({ database, clock, ids: createIds(clock), logger, config: { ...config, ...changes }, rehearse: true });
  return {
    ...workshop,
    clock,
    database: testDatabase,
    close: async () => {
      await database.close();
      await testDatabase.close();
    },
  };
}

/** A signed-in person with the same permissions for each of `ownerIds`: all of them, where they are left out. */
export const aMemberOf = (ownerIds: readonly string[], permissions: readonly WorkshopPermission[] = workshopPermissions): UserActor => ({
  type: 'user',
  userId: 'user_01h455vb4pex5vsknk084sn02q',
  sessionId: 'sess_01h455vb4pex5vsknk084sn02q',
  authenticatedAt: '2027-01-01T12:00:00.000Z',
  factors: ['password'],
  operator: false,
  grants: ownerIds.map((ownerId) => ({ ownerId, permissions })),
});
