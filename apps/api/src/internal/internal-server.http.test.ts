import { createHash, createSecretKey } from 'node:crypto';
import { systemClock } from '@plinth/kernel';
import { defineContract, operation } from '@plinth/module';
import { createLogger } from '@plinth/observability';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createReadiness } from '../lifecycle/readiness.ts';
import { createInternalServer } from './internal-server.ts';

const key = 'a key that all processes of this test know';
const contract = defineContract('clock', {
  services: {},
  selectors: { tell: operation({ input: z.strictObject({ zone: z.string() }), output: z.string() }), fail: operation({ input: z.strictObject({}), output: z.null() }) },
  subscribers: {},
});
const module = {
  services: {},
  selectors: {
    tell: async ({ zone }: { zone: string }, { requestId }: { requestId?: string }) => `noon in ${zone} for ${requestId ?? 'nobody'}`,
    fail: () => Promise.reject(new Error('The clock broke.')),
    secret: async () => 'not in the contract',
  },
  receive: async () => undefined,
};

const server = createInternalServer({
  hosted: [{ contract, module }],
  keys: [key],
  clock: systemClock,
  logger: createLogger({ level: 'silent', pretty: false, service: 'test' }),
  readiness: createReadiness([]),
});

async function ask(name: string, body: string, { signed = body, type = 'application/json' } = {}) {
  const path = `/internal/v1/clock/${name}`;
  const token = await new SignJWT({ call: createHash('sha256').update(`${path}\n${signed}`).digest('base64url') })
    .setProtectedHeader({ alg: 'HS256', typ: 'plinth-call+jwt' })
    .setIssuer('test')
    .setAudience('clock')
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(createSecretKey(Buffer.from(key)));
  const answer = await server.inject({ method: 'POST', url: path, headers: { 'content-type': type, authorization: `Bearer ${token}` }, payload: body });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

const call = { actor: { type: 'anonymous' }, requestId: 'req-1' };

test('a call of the contract is answered, whatever it comes to', async () => {
  expect(await ask('tell', JSON.stringify({ input: { zone: 'UTC' }, call }))).toEqual({ status: 200, body: { result: 'noon in UTC for req-1' } });
  expect(await ask('receive', JSON.stringify({ input: {}, call }))).toEqual({ status: 200, body: { result: null } });
});

test('what is no call, and what no contract names, is told so', async () => {
  expect(await ask('secret', JSON.stringify({ input: {}, call }))).toMatchObject({ status: 404 });
  expect(await ask('constructor', JSON.stringify({ input: {}, call }))).toMatchObject({ status: 404 });
  for (const body of ['null', '{', '{"input":{}}', '{"input":{},"call":{"actor":{"type":"god"}}}']) expect(await ask('tell', body), body).toMatchObject({ status: 400 });
  expect(await ask('tell', '{}', { type: 'text/plain' })).toMatchObject({ status: 415 });
});

test('a body that was changed on the way is refused', async () => {
  const body = JSON.stringify({ input: { zone: 'UTC' }, call });
  expect(await ask('tell', body.replace('UTC', 'CET'), { signed: body })).toEqual({ status: 401, body: { refused: 'No token for this call.' } });
  expect((await server.inject({ method: 'POST', url: '/internal/v1/clock/tell', headers: { 'content-type': 'application/json' }, payload: body })).statusCode).toBe(401);
});

test('a fault of the module is not told to the other process', async () => {
  const { status, body } = await ask('fail', JSON.stringify({ input: {}, call }));
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toContain('clock broke');
});
