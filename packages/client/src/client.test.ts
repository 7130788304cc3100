import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createClient } from './client.ts';
import { PlinthError } from './error.ts';

type Turn = (response: ServerResponse) => void;

interface Asked {
  readonly line: string;
  readonly key: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

let turns: Turn[] = [];
let asked: Asked[] = [];
const server = createServer((request: IncomingMessage, response) => {
  void text(request).then((body) => {
    const { method = '', url = '', headers } = request;
    asked.push({ line: `${method} ${url}`, key: headers['idempotency-key'] as string | undefined, authorization: headers.authorization, body });
    (turns.shift() ?? answer(500, {}))(response);
  });
});

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Turn => (response) =>
  void response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json', ...headers }).end(JSON.stringify(body));
const hangUp: Turn = (response) => void response.destroy();
const never: Turn = () => undefined;
const problem = (status: number, code: string) => ({ type: `/problems/${code}`, title: code, status, detail: 'No.', instance: '/', code, requestId: 'request-1' });
const busy = answer(503, problem(503, 'runtime.unavailable'));

let baseUrl: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const aClient = (options: object = {}) => createClient({ baseUrl, token: 'a-token', retries: { baseMilliseconds: 1 }, ...options });
const organization = { id: 'org_01h2xcejqtf2nbrexx3vqjhp41', name: 'A' };
const create = { body: { name: 'A' } };

test('a call resolves with the answer', async () => {
  turns = [answer(200, organization)];
  const found = await aClient().get('/v1/organizations/{organizationId}', { params: { path: { organizationId: organization.id } } });
  expect(found.name).toBe('A');
  expect(asked).toEqual([{ line: `GET /v1/organizations/${organization.id}`, key: undefined, authorization: 'Bearer a-token', body: '' }]);
});

test('a POST that takes a key is sent again with the same key and body, after 503, 429, a lost connection and while it is at work', async () => {
  turns = [busy, hangUp, answer(429, problem(429, 'http.too_many_requests')), answer(201, organization)];
  expect(await aClient().post('/v1/organizations', create)).toEqual(organization);
  turns = [answer(409, problem(409, 'idempotency.in_flight'), { 'retry-after': '0' }), answer(201, organization)];
  await aClient().post('/v1/organizations', { ...create, idempotencyKey: 'my-key' });

  expect(asked.map(({ line, body }) => [line, body])).toEqual(Array.from({ length: 6 }, () => ['POST /v1/organizations', '{"name":"A"}']));
  const keys = asked.map(({ key }) => key);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys).toEqual([keys[0], keys[0], keys[0], keys[0], 'my-key', 'my-key']);
});

test('a POST without a key is not sent again where it may have had its effect', async () => {
  const signIn = { body: { email: 'ada@example.com', password: 'a password' } };
  turns = [hangUp];
  await expect(aClient().post('/v1/auth/sign-in', signIn)).rejects.toThrow(TypeError);
  turns = [busy];
  await expect(aClient().post('/v1/auth/sign-in', signIn)).rejects.toMatchObject({ status: 503 });
  expect(asked.map(({ key }) => key)).toEqual([undefined, undefined]);
});

test('a refusal is an error that tells everything, and is not tried again', async () => {
  const errors = [{ pointer: '/name', code: 'too_small', message: 'Too short.' }];
  turns = [answer(400, { ...problem(400, 'request.invalid'), errors })];
  const refusal = await aClient().post('/v1/organizations', create).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(PlinthError);
  expect(refusal).toMatchObject({ status: 400, code: 'request.invalid', message: 'No.', requestId: 'request-1', errors });
  turns = [(response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')];
  await expect(aClient().get('/v1/me')).rejects.toMatchObject({ status: 502, code: 'http.not_a_problem' });
  expect(asked).toHaveLength(2);
});

test('retries come to an end', async () => {
  turns = [busy, busy, busy, busy, busy];
  await expect(aClient({ retries: { most: 3, baseMilliseconds: 1 } }).get('/v1/me')).rejects.toMatchObject({ status: 503, code: 'runtime.unavailable' });
  expect(asked).toHaveLength(4);
});

test('Retry-After is waited for, but not past the deadline of the call', async () => {
  turns = [answer(503, problem(503, 'runtime.unavailable'), { 'retry-after': '3600' }), never];
  await expect(aClient().get('/v1/me', { signal: AbortSignal.timeout(500) })).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(asked).toHaveLength(1);
  await expect(aClient({ timeoutMilliseconds: 500 }).get('/v1/me')).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(asked).toHaveLength(2);
});

test('a deadline holds, though the garbage collector runs', async () => {
  const collecting = setInterval(collectGarbage, 5);
  onTestFinished(() => clearInterval(collecting));
  turns = [never, never];
  await expect(aClient({ timeoutMilliseconds: 100 }).get('/v1/me')).rejects.toMatchObject({ name: 'TimeoutError' });
  await expect(aClient().get('/v1/me', { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(asked).toHaveLength(2);
});

test('a list is asked for page by page, as far as the loop goes', async () => {
  turns = [answer(200, { data: [{ name: 'A' }, { name: 'B' }], nextCursor: 'c/2' }), answer(200, { data: [{ name: 'C' }], nextCursor: null })];
  const names: string[] = [];
  for await (const { name } of aClient().items('/v1/organizations', { params: { query: { limit: 2 } } })) names.push(name);
  expect(names).toEqual(['A', 'B', 'C']);
  expect(asked.map(({ line }) => line)).toEqual(['GET /v1/organizations?limit=2', 'GET /v1/organizations?limit=2&cursor=c%2F2']);

  turns = [answer(200, { data: [{ name: 'A' }], nextCursor: 'more' })];
  for await (const { name } of aClient().items('/v1/organizations')) if (name === 'A') break;
  expect(asked).toHaveLength(3);
});
