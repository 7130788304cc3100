import { connect, runtimeRole } from '@plinth/db';
import { idToUuid } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMember, anOrganization, aUser, createTestUsers, type TestUsers } from '../../testing/index.ts';
import type { ListAuditEvents } from '../index.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers();
});
afterAll(() => house.close());

test('39 an organization lists what was done in it, by whom and from where, and nobody else’s', async () => {
  const { users, mailbox, clock } = house;
  const owner = await aUser(users, mailbox);
  const { organization, call } = await anOrganization(users, owner);
  const other = await anOrganization(users, await aUser(users, mailbox));
  const organizationId = organization.id;
  const admin = await aMember(users, mailbox, organizationId, call, 'admin');
  clock.advance({ minutes: 1 });
  const renamedAt = clock.now().toISOString();
  const client = { ip: '203.0.113.7', userAgent: 'curl/8.5.0' };
  await users.services.updateOrganization({ organizationId, name: 'Engines' }, { ...admin.call, client, requestId: 'r-1' });
  await users.services.updateOrganization({ organizationId: other.organization.id, name: 'Others' }, other.call);
  clock.advance({ minutes: 1 });
  await users.services.createRole({ organizationId, key: 'support', name: 'Support', permissions: [] }, call);

  const list = async (filter: Omit<ListAuditEvents, 'organizationId'> = {}) => (await users.selectors.listAuditEvents({ organizationId, ...filter }, call)).data;
  const operations = ['createRole', 'updateOrganization', 'acceptInvitation', 'createInvitation', 'createOrganization'].map((name) => `users.${name}`);
  const all = (await list()).map(({ operation }) => operation);
  expect([all.slice(0, 2), all.slice(2).sort()]).toEqual([operations.slice(0, 2), operations.slice(2).sort()]);
  expect((await list())[1]).toEqual({
    id: expect.stringMatching(/^aud_/) as string,
    occurredAt: renamedAt,
    operation: 'users.updateOrganization',
    outcome: 'success',
    actor: { type: 'user', id: admin.session.user.id },
    target: organizationId,
    requestId: 'r-1',
    client,
  });
  expect((await list({ actorId: admin.session.user.id })).map(({ operation }) => operation)).toEqual([operations[1], operations[2]]);
  expect((await list({ operation: 'users.createRole' })).map(({ target }) => target)).toEqual(['support']);
  expect(await list({ operation: 'users.createRole', actorId: admin.session.user.id })).toEqual([]);
  expect((await list({ occurredAfter: renamedAt })).map(({ operation }) => operation)).toEqual([operations[0]]);
  expect((await list({ occurredBefore: renamedAt })).map(({ operation }) => operation)).toEqual(all.slice(2));

  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof users.selectors.listAuditEvents>> = await users.selectors.listAuditEvents({ organizationId, limit: 2, ...(cursor !== null && { cursor }) }, call);
    seen.push(...page.data.map(({ operation }) => operation));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(all);
  await expect(users.selectors.listAuditEvents({ organizationId }, other.call)).rejects.toMatchObject({ code: 'users.organization_not_found' });
});

test('31 the database shows the audit of an owner to nobody else', async () => {
  const { users, mailbox } = house;
  const { organization } = await anOrganization(users, await aUser(users, mailbox));
  const driver = connect({ url: house.database.url, connections: 1, name: 'careless', role: runtimeRole('users') });
  const seenWith = (scope: string) =>
    driver.begin(async (tx) => {
      await tx`select set_config('plinth.scope', ${scope}, true)`;
      return (await tx<{ target: string }[]>`select target from users.audit_events`).map(({ target }) => target);
    });
  expect(await seenWith(`{${idToUuid(organization.id)}}`)).toEqual([organization.id]);
  expect(await seenWith('{}')).toEqual([]);
  await driver.end();
});
