import { expect, test } from 'vitest';
import { aShelf } from '../../test/shelf.ts';
import { createReadiness } from '../lifecycle/readiness.ts';

const there = { name: 'there', check: () => Promise.resolve() };
const missing = (name: string) => ({ name, check: () => Promise.reject(new Error('password=hunter2')) });

test('a process that can do its work is ready', async () => {
  const { server } = await aShelf({ readiness: createReadiness([there]) });
  expect((await server.inject('/readyz')).json()).toEqual({ status: 'ready' });
});

test('a process that cannot is alive, and names what is missing and not why', async () => {
  const { server } = await aShelf({ readiness: createReadiness([missing('database'), there, missing('jobs')]) });
  expect((await server.inject('/healthz')).statusCode).toBe(200);
  const answer = await server.inject('/readyz');
  expect(answer.json()).toMatchObject({ status: 503, code: 'http.not_ready', detail: 'The server is not ready: database, jobs.' });
  expect(answer.headers['retry-after']).toBe('1');
  expect(answer.body).not.toContain('hunter2');
});

test('a process that drains is not ready and still serves', async () => {
  const readiness = createReadiness([there]);
  const { server } = await aShelf({ readiness });
  readiness.drain();
  expect((await server.inject('/readyz')).json()).toMatchObject({ status: 503, detail: 'The server is not ready: draining.' });
  const served = await server.inject('/v1/peek');
  expect([served.statusCode, served.headers.connection]).toEqual([200, 'close']);
});
