import { eventually } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDeployment, type Deployment } from './api-process.ts';
import { aSession, clientOf, send } from './client.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.close());

const relayed = (organizationId: string) =>
  deployment.database.driver('users')`
    select 1 from users.outbox where relayed_at is not null and payload ->> 'organizationId' = ${organizationId}`;

test('an event whose process is killed before its delivery opens one account, with two workers at it', { timeout: 180_000 }, async () => {
  const first = await deployment.start();
  const token = await aSession(first.url, deployment.mailbox, 'killed@example.com');
  const ofFirst = clientOf(first.url, token);

  // Deliveries wait for the inbox, so that the kill falls between the event's commit and its effect.
  const billing = deployment.database.driver('billing');
  let organizationId = '';
  await billing.begin(async (sql) => {
    await sql`lock table billing.inbox in share row exclusive mode`;
    organizationId = (await ofFirst.post('/v1/organizations', { body: { name: 'Killed' } })).id;
    await eventually(async () => {
      expect(await relayed(organizationId)).toHaveLength(1);
    }, 5000);
    expect(await first.end('SIGKILL')).toBeNull();
  });

  const [second, third] = await Promise.all([deployment.start(), deployment.start()]);
  const [ofSecond, ofThird] = [clientOf(second.url, token), clientOf(third.url, token)];
  await eventually(async () => {
    expect((await ofSecond.get('/v1/accounts', { params: { query: { ownerId: organizationId } } })).data).toHaveLength(1);
  }, 20_000);

  // Both work on: twenty more, each once.
  const openedBefore = (await billing`select 1 from billing.accounts`).length;
  const names = Array.from({ length: 20 }, (_, index) => `More ${index}`);
  await Promise.all(names.map((name, index) => (index % 2 ? ofSecond : ofThird).post('/v1/organizations', { body: { name } })));
  await eventually(async () => {
    expect(await billing`select 1 from billing.accounts`).toHaveLength(openedBefore + names.length);
  }, 20_000);
  expect(await billing`select owner_id from billing.accounts group by owner_id having count(*) > 1`).toEqual([]);

  expect(await Promise.all([second.end('SIGTERM'), third.end('SIGTERM')])).toEqual([0, 0]);
});

test('one key, twenty posts at once: one organization, and every other answer a replay or a 409', async () => {
  const api = await deployment.start();
  const token = await aSession(api.url, deployment.mailbox, 'keys@example.com');
  const post = (name: string) => send(`${api.url}/v1/organizations`, 'POST', { token, body: { name }, headers: { 'idempotency-key': 'one' } });

  const answers = await Promise.all(Array.from({ length: 20 }, () => post('Once')));
  const made = answers.filter(({ status, headers }) => status === 201 && headers.get('idempotent-replayed') === null);
  const replayed = answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true');
  const inFlight = answers.filter(({ status }) => status === 409);
  expect(made).toHaveLength(1);
  expect(made.length + replayed.length + inFlight.length).toBe(20);
  for (const answer of replayed) expect(answer).toMatchObject({ status: 201, body: made[0]?.body });
  for (const answer of inFlight) expect(answer.headers.get('retry-after')).toBe('1');
  expect(await post('Once')).toMatchObject({ status: 201, body: made[0]?.body });
  expect(await post('Another')).toMatchObject({ status: 422, body: { code: 'idempotency.key_reused' } });
  expect((await clientOf(api.url, token).get('/v1/organizations')).data).toHaveLength(1);
});
