import { createDatabase, type Database } from '@plinth/db';
import { createIds, type Ids } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditOf, rowCounts } from '../test/counts.ts';
import { aStage, everyService, type Stage } from '../test/every-service.ts';
import { anonymousCall, createTestUsers, quickHasher, type TestUsers } from '../testing/index.ts';
import { createUsers, type HostedUsers, usersContract, usersPermissions } from './index.ts';

let house: TestUsers;
let stage: Stage;
let pools: Database<'users'>;
/** The same module, whose transactions fail when everything is done but the audit row. */
let failing: HostedUsers;
beforeAll(async () => {
  house = await createTestUsers({ config: { mailsPerAddress: 100 } });
  stage = await aStage(house);
  await house.users.worker.stop();
  const ids = createIds(house.clock);
  const noAudit: Ids = (prefix) => {
    if ((prefix as string) === 'aud') throw new Error('No audit row.');
    return ids(prefix);
  };
  pools = createDatabase('users', { url: house.database.url });
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  failing = createUsers({ database: pools, systemDatabase: pools, clock: house.clock, ids: noAudit, logger, config: house.config, permissions: usersPermissions, hasher: quickHasher() });
});
afterAll(async () => {
  await pools.close();
  await house.close();
});

const services = Object.keys(usersContract.services);

test('every service of the contract is called below', () => {
  const missing = services.filter((name) => !(name in everyService));
  expect(missing, `Add to packages/users/test/every-service.ts a call that succeeds of: ${missing.join(', ')}.`).toEqual([]);
  expect(services.length).toBeGreaterThan(20);
});

test.each(services)('39 %s leaves exactly one audit row, and nothing at all where it is rolled back', async (name) => {
  const arrange = everyService[name];
  if (!arrange) return;
  const attempt = await arrange(stage);
  const before = await rowCounts(house.sql);
  await expect(attempt(failing.services)).rejects.toThrow('No audit row.');
  expect(await rowCounts(house.sql)).toEqual(before);

  const rows = (await auditOf(house.sql, `users.${name}`)).length;
  await attempt(house.users.services);
  expect((await auditOf(house.sql, `users.${name}`)).length).toBe(rows + 1);
  expect((await rowCounts(house.sql))['audit_events']).toBe((before['audit_events'] ?? 0) + 1);
});

test('39 a failed authentication leaves exactly one audit row, with what was refused', async () => {
  const { users } = house;
  const before = (await rowCounts(house.sql))['audit_events'] ?? 0;
  const wrong = [
    () => users.services.signIn({ email: stage.owner.email, password: 'not the password of anyone' }, anonymousCall),
    () => users.services.verifyEmail({ email: stage.owner.email, code: '00000000' }, anonymousCall),
    () => users.services.acceptInvitation({ token: 'made up' }, stage.owner.call),
  ];
  for (const attempt of wrong) await expect(attempt()).rejects.toMatchObject({ kind: 'unauthenticated' });
  expect((await rowCounts(house.sql))['audit_events']).toBe(before + wrong.length);
});
