import { expect, test } from 'vitest';
import { anError, asJson, aShelf, signedIn } from '../../test/shelf.ts';

const kinds = [
  ['invalid', 400],
  ['unauthenticated', 401],
  ['forbidden', 403],
  ['not_found', 404],
  ['conflict', 409],
  ['precondition_failed', 412],
  ['unprocessable', 422],
  ['rate_limited', 429],
  ['unavailable', 503],
] as const;

test.each(kinds)('an error of kind %s is a problem with status %i', async (kind, status) => {
  const { server, shelf } = await aShelf();
  shelf.thrown = anError(kind);
  const answer = await server.inject({ method: 'POST', url: '/v1/fail?token=s3cret', headers: { ...signedIn, 'x-request-id': 'req-1' } });
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(answer.json()).toEqual({
    type: '/problems/shelf.wrong',
    title: 'Wrong',
    status,
    detail: 'Wrong.',
    instance: '/v1/fail',
    code: 'shelf.wrong',
    requestId: 'req-1',
  });
});

test('an error that says when to come back says so in Retry-After', async () => {
  const { server, shelf } = await aShelf();
  shelf.thrown = anError('rate_limited', { retryAfter: 12.2 });
  const answer = await server.inject({ method: 'POST', url: '/v1/fail', headers: signedIn });
  expect(answer.headers['retry-after']).toBe('13');
});

test.each([
  ['an Error', new Error('select * from users.secret_table where password = 1')],
  ['a TypeError with a status of its own', Object.assign(new TypeError('users.secret_table'), { statusCode: 422 })],
  ['no error at all', 'users.secret_table'],
])('%s is 500 internal: shown to nobody, logged once with its stack', async (_name, thrown) => {
  const { server, shelf, lines } = await aShelf();
  shelf.thrown = thrown;
  const answer = await server.inject({ method: 'POST', url: '/v1/fail', headers: signedIn });
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([500, 'internal']);
  expect(answer.body).not.toContain('secret_table');
  const logged = lines.filter(({ level }) => level === 'error');
  expect(logged).toHaveLength(1);
  expect(logged[0]).toMatchObject({ requestId: answer.headers['x-request-id'], route: '/v1/fail' });
  if (thrown instanceof Error) expect(logged[0]).toMatchObject({ err: { stack: expect.stringContaining('problems.http.test') as string } });
});

test('a database that does not answer is 503, not a fault of ours', async () => {
  const { server, shelf, lines } = await aShelf();
  shelf.thrown = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:5432'), { code: 'ECONNREFUSED' });
  const answer = await server.inject({ method: 'POST', url: '/v1/fail', headers: signedIn });
  expect([answer.statusCode, answer.headers['retry-after'], answer.json<{ code: string }>().code]).toEqual([503, '1', 'runtime.unavailable']);
  expect(answer.body).not.toContain('10.1.2.3');
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test.each([
  ['broken JSON', '{"name": "x"', 400, 'http.invalid_json'],
  ['2 MB', `{"name":"${'x'.repeat(2 * 1024 * 1024)}"}`, 413, 'http.body_too_large'],
  ['a wrong type', '{"name":5}', 400, 'request.invalid'],
  ['nothing', '', 400, 'request.invalid'],
])('a body of %s is refused', async (_name, payload, status, code) => {
  const { server, shelf } = await aShelf();
  const answer = await server.inject({ method: 'POST', url: '/v1/items', headers: asJson, payload });
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code]);
  expect(shelf.bodies).toEqual([]);
});

test.each([
  ['an unknown field', '{"name":"x","colour":1}', '/colour', 'unknown_field'],
  ['a number out of range', '{"name":"x","size":1e400}', '/size', 'invalid_type'],
  ['a NUL', '{"name":"a\\u0000b"}', '/name', 'invalid_text'],
  ['__proto__', '{"name":"x","__proto__":{"admin":true}}', '/__proto__', 'unknown_field'],
  ['__proto__ further down', '{"name":"x","more":[{"__proto__":1}]}', '/more/0/__proto__', 'unknown_field'],
  ['constructor.prototype', '{"name":"x","more":{"constructor":{"prototype":1}}}', '/more/constructor', 'unknown_field'],
])('%s is a 400 that names the field', async (_name, payload, pointer, code) => {
  const { server, shelf } = await aShelf();
  const answer = await server.inject({ method: 'POST', url: '/v1/items', headers: asJson, payload });
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'request.invalid']);
  expect(answer.json<{ errors: object[] }>().errors).toEqual([{ pointer, code, message: expect.any(String) as string }]);
  expect(shelf.bodies).toEqual([]);
});

test.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'application/cloudevents+json', 'nonsense'])('the content type %s is 415', async (type) => {
  const { server } = await aShelf();
  const answer = await server.inject({ method: 'POST', url: '/v1/items', headers: { ...signedIn, 'content-type': type }, payload: 'name=x' });
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([415, 'http.unsupported_media_type']);
});

test("another resource's id, a path that is none and an endless id are problems", async () => {
  const { server } = await aShelf();
  const other = await server.inject({ url: '/v1/items/user_01h2xcejqtf2nbrexx3vqjhp41', headers: signedIn });
  expect(other.json()).toMatchObject({ status: 400, errors: [{ pointer: '/itemId', in: 'path', message: expect.stringContaining('user_') as string }] });
  const broken = await server.inject({ url: '/v1/items/%ZZ', headers: { ...signedIn, 'x-request-id': 'req-2' } });
  expect(broken.json()).toMatchObject({ status: 400, code: 'http.bad_url', requestId: 'req-2' });
  expect(broken.headers).toMatchObject({ 'x-request-id': 'req-2', 'x-content-type-options': 'nosniff' });
  const long = await server.inject({ url: `/v1/items/${'x'.repeat(300)}`, headers: signedIn });
  expect(long.json()).toMatchObject({ status: 414, code: 'http.path_too_long' });
});

test('a handler that takes too long is 503, and its call has a deadline', async () => {
  const { server, shelf } = await aShelf({ limits: { handlerTimeout: 50 } });
  shelf.waits = new Promise((resolve) => setTimeout(resolve, 300));
  const answer = await server.inject({ method: 'POST', url: '/v1/wait', headers: signedIn });
  expect(answer.json()).toMatchObject({ status: 503, code: 'http.handler_timeout' });
  expect(answer.headers['retry-after']).toBe('1');
});

test('the type of every problem leads to a page that explains the code', async () => {
  const { server } = await aShelf();
  for (const code of ['shelf.item_not_found', 'http.invalid_json', 'internal', 'request.invalid', 'idempotency.key_reused', 'access.forbidden']) {
    const page = await server.inject(`/problems/${code}`);
    expect([code, page.statusCode, page.headers['content-type']]).toEqual([code, 200, 'text/html; charset=utf-8']);
    expect(page.body).toContain(code);
  }
  const json = await server.inject({ url: '/problems/shelf.item_not_found', headers: { accept: 'application/json' } });
  expect(json.json()).toEqual({ type: '/problems/shelf.item_not_found', title: 'Item not found', status: 404, detail: 'No item {itemId}.', code: 'shelf.item_not_found' });
  expect((await server.inject('/problems/shelf.unheard_of')).statusCode).toBe(404);
});
