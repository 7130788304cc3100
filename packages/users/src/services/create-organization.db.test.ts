import { wasReplayed, type Call } from '@plinth/module';
import { connect, createDatabase, runtimeRole } from '@plinth/db';
import { createIds, idToUuid } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addedRows, auditOf } from '../../test/counts.ts';
import { anonymousCall, anOrganization, aUser, callBy, createTestUsers, quickHasher, type TestUsers } from '../../testing/index.ts';
import { createUsers } from '../index.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers({ permissions: ['users:organizations:read', 'billing:accounts:read'] });
});
afterAll(() => house.close());

test('whoever makes an organization owns it, with the permissions of every deployed module', async () => {
  const ada = await aUser(house.users, house.mailbox);
  const { organization, call } = await anOrganization(house.users, ada, 'Engines');
  expect(organization).toMatchObject({ name: 'Engines', role: 'owner', version: 1, createdAt: house.clock.now().toISOString() });
  expect(call.actor).toMatchObject({ grants: [{ ownerId: organization.id, permissions: ['users:organizations:read', 'billing:accounts:read'] }] });
});

test('the event, the audit row and the organization are one transaction', async () => {
  const ada = await aUser(house.users, house.mailbox);
  const { organization } = await anOrganization(house.users, ada, 'Engines');
  const events = await house.sql<{ version: number; payload: string }[]>`
    select version, payload::text as payload from users.outbox
    where type = 'users.organization_created' and payload->>'organizationId' = ${organization.id}`;
  expect(events).toHaveLength(1);
  expect([events[0]!.version, JSON.parse(events[0]!.payload)]).toEqual([1, { organizationId: organization.id, name: 'Engines' }]);
  const audit = (await auditOf(house.sql, 'users.createOrganization')).filter(({ target }) => target === organization.id);
  expect(audit).toEqual([{ outcome: 'success', actorType: 'user', actorId: ada.session.user.id, target: organization.id, requestId: null }]);
});

test('a call that fails leaves no row, no event and no audit', async () => {
  const ghost: Call = {
    actor: { type: 'user', userId: 'user_01h2xcejqtf2nbrexx3vqjhp41', sessionId: 'sess_01h2xcejqtf2nbrexx3vqjhp41', authenticatedAt: '2027-01-01T12:00:00.000Z', factors: [], operator: false, grants: [] },
  };
  const rows = await addedRows(house.sql, () => expect(house.users.services.createOrganization({ name: 'Ghosts' }, ghost)).rejects.toThrow('foreign key'));
  expect(rows).toEqual({});
});

test('nobody and the system own no organization', async () => {
  for (const call of [anonymousCall, { actor: { type: 'system', name: 'test' } } as const]) {
    await expect(house.users.services.createOrganization({ name: 'x' }, call)).rejects.toMatchObject({ code: 'access.unauthenticated' });
  }
});

test('twenty calls at once with one key make one organization; the others are replays or asked to wait', async () => {
  const ada = await aUser(house.users, house.mailbox);
  const calls = Array.from({ length: 20 }, (): Call => ({ ...ada.call, idempotencyKey: 'one' }));
  const create = async (call: Call) => {
    for (;;) {
      try {
        return await house.users.services.createOrganization({ name: 'Once' }, call);
      } catch (error) {
        if ((error as { code?: string }).code !== 'idempotency.in_flight') throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  const answers = await Promise.all(calls.map(create));
  expect(answers).toHaveLength(20);
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(calls.filter(wasReplayed)).toHaveLength(19);
  expect((await house.users.selectors.listOrganizations({}, await callBy(house.users, ada.session.token))).data).toEqual([answers[0]]);
  await expect(house.users.services.createOrganization({ name: 'Twice' }, { ...ada.call, idempotencyKey: 'one' })).rejects.toMatchObject({ code: 'idempotency.key_reused' });
});

test('lists are newest first, in pages without gaps, and hold nobody else’s', async () => {
  const [ada, bob] = [await aUser(house.users, house.mailbox), await aUser(house.users, house.mailbox)];
  const made: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    house.clock.advance({ milliseconds: 1 });
    made.unshift((await anOrganization(house.users, ada, `Number ${index}`)).organization.id);
    await anOrganization(house.users, bob);
  }
  const call = await callBy(house.users, ada.session.token);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof house.users.selectors.listOrganizations>> = await house.users.selectors.listOrganizations({ limit: 2, ...(cursor !== null && { cursor }) }, call);
    seen.push(...page.data.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(made);
});

test("another organization's id is not found, as if it did not exist", async () => {
  const [ada, bob] = [await aUser(house.users, house.mailbox), await aUser(house.users, house.mailbox)];
  const { organization } = await anOrganization(house.users, ada);
  const { call } = await anOrganization(house.users, bob);
  const refusals = ['org_01h2xcejqtf2nbrexx3vqjhp41' as const, organization.id].map(async (organizationId) => {
    const error: unknown = await house.users.selectors.getOrganization({ organizationId }, call).catch((reason: unknown) => reason);
    return (error as { code: string }).code;
  });
  expect(await Promise.all(refusals)).toEqual(['users.organization_not_found', 'users.organization_not_found']);
});

test("another organization's rows are invisible even to a query that forgets the filter", async () => {
  const [ada, bob] = [await aUser(house.users, house.mailbox), await aUser(house.users, house.mailbox)];
  const hers = await anOrganization(house.users, ada);
  await anOrganization(house.users, bob);
  const driver = connect({ url: house.database.url, connections: 1, name: 'careless', role: runtimeRole('users') });
  const seenWith = (scope: readonly string[]) =>
    driver.begin(async (tx) => {
      await tx`select set_config('plinth.scope', ${`{${scope.join(',')}}`}, true)`;
      return {
        organizations: (await tx<{ id: string }[]>`select id from users.organizations`).map(({ id }) => id),
        memberships: (await tx<{ id: string }[]>`select organization_id as id from users.memberships`).map(({ id }) => id),
        sessions: (await tx<{ id: string }[]>`select distinct user_id as id from users.sessions`).map(({ id }) => id),
        renamed: (await tx`update users.organizations set name = 'Mine'`).count,
        signedOut: (await tx`delete from users.sessions where user_id <> ${idToUuid(ada.session.user.id)}`).count,
      };
    });
  const [user, organization] = [idToUuid(ada.session.user.id), idToUuid(hers.organization.id)];
  expect(await seenWith([user, organization])).toEqual({ organizations: [organization], memberships: [organization], sessions: [user], renamed: 1, signedOut: 0 });
  expect(await seenWith([])).toEqual({ organizations: [], memberships: [], sessions: [], renamed: 0, signedOut: 0 });
  expect(await driver`select id from users.organizations`).toEqual([]);
  const joining = driver.begin(async (tx) => {
    await tx`select set_config('plinth.scope', ${`{${idToUuid(bob.session.user.id)}}`}, true)`;
    await tx`insert into users.memberships (organization_id, user_id, role, created_at) values (${organization}, ${idToUuid(bob.session.user.id)}, 'owner', now())`;
  });
  await expect(joining).rejects.toThrow('row-level security');
  await driver.end();
});

test('permissions come from what the process was composed with, at every call anew', async () => {
  const pools = createDatabase('users', { url: house.database.url });
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const { clock, config } = house;
  const narrow = createUsers({ database: pools, systemDatabase: pools, clock, ids: createIds(clock), logger, config, permissions: [], hasher: quickHasher() });
  const ada = await aUser(house.users, house.mailbox);
  const { organization } = await anOrganization(house.users, ada);
  const call = await callBy(narrow, ada.session.token);
  await expect(narrow.selectors.getOrganization({ organizationId: organization.id }, call)).rejects.toMatchObject({ code: 'access.forbidden' });
  await pools.close();
});
