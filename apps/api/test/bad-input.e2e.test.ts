import { createIds, systemClock } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, aDeployment, type Deployment } from './api-process.ts';
import { aSession, password } from './client.ts';

let deployment: Deployment;
let api: ApiProcess;
let token: string;
beforeAll(async () => {
  deployment = await aDeployment();
  api = await deployment.start();
  token = await aSession(api.url, deployment.mailbox, 'careful@example.com');
});
afterAll(() => deployment.close());

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: readonly { pointer: string; code: string; message: string }[];
}

const stored = async (): Promise<unknown> =>
  deployment.database.driver('users')`
    select (select count(*) from users.organizations) as organizations, (select count(*) from users.sign_ups) as "signUps",
      (select count(*) from users.outbox) as events, (select count(*) from users.idempotency_keys) as keys`;

async function refused(path: string, body: string, headers: Record<string, string> = {}): Promise<Problem> {
  const before = await stored();
  const response = await fetch(`${api.url}/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body,
  });
  const problem = (await response.json()) as Problem;
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(problem).toMatchObject({ status: response.status, requestId: response.headers.get('x-request-id') });
  expect(await stored()).toEqual(before);
  return problem;
}

const person = { email: 'new@example.com', password, name: 'New' };
const named = (changes: object): string => JSON.stringify({ ...person, ...changes });

test.each([
  ['a wrong type', '/organizations', '{"name":7}', '/name'],
  ['a missing field', '/organizations', '{}', '/name'],
  ['an unknown field', '/organizations', '{"name":"A","colour":"red"}', '/colour'],
  ['an array for an object', '/organizations', '["name"]', ''],
  ['1e400, which is no number', '/organizations', '{"name":1e400}', '/name'],
  ['NUL in a text', '/organizations', '{"name":"A\\u0000B"}', '/name'],
  ['half of a surrogate pair', '/organizations', '{"name":"A\\ud800"}', '/name'],
  ['a name of blanks', '/organizations', '{"name":"   "}', '/name'],
  ['a name that is too long', '/organizations', JSON.stringify({ name: 'x'.repeat(201) }), '/name'],
  ['no address', '/auth/sign-up', named({ email: 'not an address' }), '/email'],
  ['a password that is too short', '/auth/sign-up', named({ password: 'short' }), '/password'],
  ['a password past 1,024 bytes', '/auth/sign-up', named({ password: 'x'.repeat(1025) }), '/password'],
])('%s is refused by its field', async (_what, path, body, pointer) => {
  const problem = await refused(path, body);
  expect(problem).toMatchObject({ status: 400, code: 'request.invalid' });
  expect(problem.errors?.map((error) => error.pointer)).toContain(pointer);
});

test('all problems of a body are told at once', async () => {
  const problem = await refused('/auth/sign-up', '{"email":1,"password":2,"more":true}');
  expect(problem.errors?.map(({ pointer }) => pointer).sort()).toEqual(['/email', '/more', '/name', '/password']);
});

test.each([
  ['broken JSON', '{"name":', {}, 400],
  ['an empty body', '', {}, 400],
  ['__proto__', '{"name":"A","__proto__":{"admin":true}}', {}, 400],
  ['a constructor with a prototype', '{"name":"A","constructor":{"prototype":{"admin":true}}}', {}, 400],
  ['a body of 2 MB', JSON.stringify({ name: 'x'.repeat(2_000_000) }), {}, 413],
  ['a form', 'name=A', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ['XML', '<name>A</name>', { 'content-type': 'application/xml' }, 415],
  ['a key that is none', '{"name":"A"}', { 'idempotency-key': 'x'.repeat(256) }, 400],
])('%s is refused', async (_what, body, headers, status) => {
  expect(await refused('/organizations', body, headers as Record<string, string>)).toMatchObject({ status });
});

test('another resource’s id is refused by a message that names both', async () => {
  const response = await fetch(`${api.url}/v1/organizations/${createIds(systemClock)('user')}`, { headers: { authorization: `Bearer ${token}` } });
  expect(await response.json()).toMatchObject({
    status: 400,
    errors: [{ pointer: '/organizationId', message: 'Expected an id that starts with org_, this one starts with user_.' }],
  });
});

test('a limit and a cursor that are none are refused by name', async () => {
  for (const query of ['limit=0', 'limit=101', 'limit=ten', 'cursor=nonsense', 'sort=name']) {
    const response = await fetch(`${api.url}/v1/organizations?${query}`, { headers: { authorization: `Bearer ${token}` } });
    expect(await response.json(), query).toMatchObject({ status: 400, errors: [{ pointer: `/${query.split('=')[0] ?? ''}` }] });
  }
});
