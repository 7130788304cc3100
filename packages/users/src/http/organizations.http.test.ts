import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { usersApp } from '../../test/app.ts';
import { anOrganization, aUser, createTestUsers, mailedToken, type TestUser, type TestUsers } from '../../testing/index.ts';

let house: TestUsers;
let app: FastifyInstance;
let owner: TestUser;
let guest: TestUser;
let path: string;
beforeAll(async () => {
  house = await createTestUsers();
  app = await usersApp(house);
  [owner, guest] = [await aUser(house.users, house.mailbox), await aUser(house.users, house.mailbox)];
  path = `/organizations/${(await anOrganization(house.users, owner, 'Engines')).organization.id}`;
});
afterAll(async () => {
  await app.close();
  await house.close();
});

async function ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, { session }: TestUser, payload?: object, headers: Record<string, string> = {}) {
  house.clock.advance({ milliseconds: 1 });
  const request: InjectOptions = { method, url: `/v1${url}`, headers: { authorization: `Bearer ${session.token}`, ...headers }, ...(payload && { payload }) };
  const answer = await app.inject(request);
  return { status: answer.statusCode, body: answer.body === '' ? null : answer.json<Record<string, unknown>>() };
}

test('from an invitation to the end of the organization, request by request', async () => {
  const role = { key: 'support', name: 'Support', permissions: ['users:members:read'] };
  expect(await ask('POST', `${path}/roles`, owner, role)).toEqual({ status: 201, body: { ...role, builtIn: false, version: 1 } });

  const invited = await ask('POST', `${path}/invitations`, owner, { email: guest.email, role: 'support' });
  expect(invited).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^invite_/) as string, email: guest.email, role: 'support' } });
  const token = await mailedToken(house.mailbox, guest.email, 2);
  const preview = await app.inject({ method: 'POST', url: '/v1/invitations/preview', payload: { token } });
  expect([preview.statusCode, preview.json()]).toMatchObject([200, { organizationName: 'Engines', role: 'support' }]);
  for (const method of ['GET', 'HEAD'] as const) {
    expect((await app.inject({ method, url: `/v1/invitations/accept?token=${token}`, headers: { authorization: `Bearer ${guest.session.token}` } })).statusCode).toBe(404);
  }
  const organizationId = path.split('/')[2];
  expect(await ask('POST', '/invitations/accept', guest, { token })).toEqual({ status: 200, body: { organizationId, role: 'support' } });
  expect((await ask('POST', '/invitations/accept', guest, { token })).status).toBe(401);

  const members = await ask('GET', `${path}/members`, guest);
  expect(members).toMatchObject({ status: 200, body: { nextCursor: null } });
  expect(members.body?.['data']).toHaveLength(2);
  const member = `${path}/members/${guest.session.user.id}`;
  expect(await ask('PATCH', member, guest, { role: 'owner' })).toMatchObject({ status: 403, body: { code: 'access.forbidden' } });
  const why = await ask('GET', `${path}/access?user=${guest.session.user.id}&permission=users:roles:write`, owner);
  expect(why).toMatchObject({ status: 200, body: { allowed: false, decidedBy: 'role', role: 'support' } });
  expect(await ask('PATCH', member, owner, { role: 'admin' })).toMatchObject({ status: 200, body: { role: 'admin', version: 2 } });
  expect(await ask('PATCH', path, guest, { name: 'Difference Engines' })).toMatchObject({ status: 200, body: { name: 'Difference Engines', role: 'admin', version: 2 } });
  expect(await ask('DELETE', `${path}/roles/support`, guest)).toEqual({ status: 204, body: null });

  const audit = await ask('GET', `${path}/audit-events?limit=3`, guest);
  expect(audit.body?.['data']).toMatchObject([
    { operation: 'users.deleteRole', target: 'support', actor: { type: 'user', id: guest.session.user.id }, client: { ip: '127.0.0.1' } },
    { operation: 'users.updateOrganization', target: organizationId },
    { operation: 'users.updateMember', target: guest.session.user.id },
  ]);

  expect(await ask('POST', `${path}/transfer`, owner, { userId: guest.session.user.id })).toMatchObject({ status: 200, body: { role: 'admin' } });
  expect((await ask('DELETE', path, owner)).status).toBe(403);
  expect((await ask('DELETE', path, guest)).status).toBe(204);
  expect((await ask('GET', path, guest)).status).toBe(404);
});

test('bad input is refused by the name of its field, before anyone is asked', async () => {
  const stranger = await aUser(house.users, house.mailbox);
  const { organization } = await anOrganization(house.users, stranger);
  const own = `/organizations/${organization.id}`;
  const bad: ['POST' | 'PATCH' | 'GET', string, object | undefined, string][] = [
    ['PATCH', own, { name: null }, '/name'],
    ['PATCH', own, { owner: 'me' }, '/owner'],
    ['POST', `${own}/invitations`, { email: 'nobody', role: 'member' }, '/email'],
    ['POST', `${own}/invitations`, { email: 'a@example.com', role: 'captain' }, '/role'],
    ['POST', `${own}/roles`, { key: 'a', name: 'A', permissions: ['nothing'] }, '/permissions/0'],
    ['GET', `${own}/members?cursor=nonsense`, undefined, '/cursor'],
    ['GET', `${own}/access?user=${organization.id}&permission=x`, undefined, '/user'],
    ['GET', `${own}/audit-events?occurredAfter=yesterday`, undefined, '/occurredAfter'],
    ['GET', `${own}/members/sess_01h2xcejqtf2nbrexx3vqjhp41`, undefined, '/userId'],
  ];
  for (const [method, url, payload, pointer] of bad) {
    const { status, body } = await ask(method, url, stranger, payload);
    expect([url, status, (body?.['errors'] as { pointer: string }[]).map((issue) => issue.pointer)]).toEqual([url, 400, [pointer]]);
  }
});
