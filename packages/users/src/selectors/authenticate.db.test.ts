import { connect, runtimeRole, scopeText } from '@plinth/db';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anOrganization, anonymousCall, aUser, callBy, createTestUsers, password, type TestUsers } from '../../testing/index.ts';
import { usersPermissions } from '../permissions.ts';
import { sessionBySecret } from './authenticate.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers();
});
afterAll(() => house.close());

const unauthenticated = { code: 'access.unauthenticated' };

test('the actor has the grants of all its organizations and of nobody else, at the first call and at every later one', async () => {
  const { users, mailbox } = house;
  const [ada, bob] = [await aUser(users, mailbox), await aUser(users, mailbox)];
  const first = await anOrganization(users, ada);
  const second = await anOrganization(users, ada);
  await anOrganization(users, bob);
  const expected = [first.organization.id, second.organization.id].sort().map((ownerId) => ({ ownerId, permissions: [...usersPermissions] }));
  // After five executions PostgreSQL may go over to a generic plan.
  for (let call = 0; call < 15; call += 1) {
    expect((await callBy(users, ada.session.token)).actor.grants).toEqual(expected);
  }
});

test('callers at once, on many connections, each get their own rights', async () => {
  const { users, mailbox } = house;
  const people = await Promise.all([aUser(users, mailbox), aUser(users, mailbox), aUser(users, mailbox)]);
  const owned = new Map<string, string>();
  for (const person of people) owned.set(person.session.token, (await anOrganization(users, person)).organization.id);
  const calls = Array.from({ length: 60 }, (_, index) => people[index % 3]!.session.token);
  const answers = await Promise.all(calls.map(async (token) => [token, (await callBy(users, token)).actor.grants] as const));
  expect(answers).toHaveLength(60);
  for (const [token, grants] of answers) expect(grants.map(({ ownerId }) => ownerId)).toEqual([owned.get(token)]);
});

test('PostgreSQL sets the scope before it reads a session, and before it reads a membership', async () => {
  const driver = connect({ url: house.database.url, connections: 1, name: 'plan', role: runtimeRole('users') });
  const now = house.clock.now();
  const parameters = sessionBySecret.parametersOf({ id: 'sess_01h2xcejqtf2nbrexx3vqjhp41', now, seenAfter: now, operatorSeenAfter: now });
  const literals = [...parameters, scopeText([])].map((value) => `'${String(value)}'`).join(', ');
  const [prepare, explain] = [`prepare found as ${sessionBySecret.scoped}`, `explain (costs off) execute found (${literals})`];
  try {
    await driver.unsafe(prepare);
    for (const mode of ['force_custom_plan', 'force_generic_plan']) {
      await driver`select set_config('plan_cache_mode', ${mode}, false)`;
      const plan = (await driver.unsafe(explain)).map((row) => String(row['QUERY PLAN'])).join('\n');
      expect(/\(id = \$\d/.test(plan), mode).toBe(mode === 'force_generic_plan');
      expect(plan).toMatch(/One-Time Filter: \(\(InitPlan 4\)\.col1 IS NOT NULL\)\n\s*InitPlan 4\n\s*-> {2}CTE Scan on presented\n[\s\S]*on sessions/);
      expect(plan).toMatch(/One-Time Filter: \(\(set_config\('plinth\.scope'.*session\.user_id.*IS NOT NULL\)\n\s*-> {2}.* on memberships/);
    }
  } finally {
    await driver.end();
  }
});

test('a token with a wrong secret, of another session, cut short or made up is nobody', async () => {
  const { users, mailbox } = house;
  const ada = await aUser(users, mailbox);
  const other = await users.services.signIn({ email: ada.email, password }, anonymousCall);
  const [, id = '', secret = ''] = ada.session.token.split('_');
  const [, , otherSecret = ''] = other.token.split('_');
  const flipped = `${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}`;
  const tokens = [`pls_${id}_${otherSecret}`, `pls_${id}_${flipped}`, `pls_${id}_${secret.slice(1)}`, `pls_${id}_`, `pls_${id}`, id, '', 'Bearer', 'x'.repeat(4000)];
  for (const token of tokens) await expect(users.selectors.authenticate({ token }, anonymousCall)).rejects.toMatchObject(unauthenticated);
  expect((await callBy(users, ada.session.token)).actor.userId).toBe(ada.session.user.id);
});

test('whoever signs out is a stranger at the next call, and stays signed in elsewhere', async () => {
  const { users, mailbox } = house;
  const ada = await aUser(users, mailbox);
  const elsewhere = await users.services.signIn({ email: ada.email, password }, anonymousCall);
  await users.services.signOut({}, ada.call);
  await expect(callBy(users, ada.session.token)).rejects.toMatchObject(unauthenticated);
  expect((await callBy(users, elsewhere.token)).actor.userId).toBe(ada.session.user.id);
});
