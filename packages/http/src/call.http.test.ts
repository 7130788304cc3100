import { expect, test } from 'vitest';
import { aBook, libraryApp } from '../test/library.ts';
import { setActor } from './call.ts';

const post = (url: string, headers: Record<string, string> = {}) => ({ method: 'POST' as const, url, headers, payload: { title: 'Dune' } });

test('a call carries who, from where, which request and until when', async () => {
  const { app, seen } = libraryApp({ handlerTimeout: 10_000 });
  app.addHook('onRequest', async (request) => setActor(request, { type: 'system', name: 'test' }));
  await app.inject(post('/books', { 'user-agent': 'curl/8' }));
  expect(seen.call).toEqual({
    actor: { type: 'system', name: 'test' },
    client: { ip: '127.0.0.1', userAgent: 'curl/8' },
    requestId: expect.any(String) as string,
    deadline: '2026-01-02T03:04:15.000Z',
  });
});

test('whom the host does not name is anonymous', async () => {
  const { app, seen } = libraryApp();
  await app.inject(post('/books'));
  expect(seen.call?.actor).toEqual({ type: 'anonymous' });
});

test('a POST takes an Idempotency-Key', async () => {
  const { app, seen } = libraryApp();
  await app.inject(post('/books', { 'idempotency-key': 'abc' }));
  expect(seen.call?.idempotencyKey).toBe('abc');
});

test('an exempt POST and a PATCH ignore the key', async () => {
  const { app, seen } = libraryApp();
  await app.inject(post('/books/search', { 'idempotency-key': 'abc' }));
  expect(seen.call).not.toHaveProperty('idempotencyKey');
  await app.inject({ method: 'PATCH', url: `/books/${aBook.id}`, headers: { 'idempotency-key': 'abc' }, payload: { title: 'x' } });
  expect(seen.call).not.toHaveProperty('idempotencyKey');
});

test('a key that is empty, too long or not ASCII is refused', async () => {
  const { app } = libraryApp();
  for (const key of ['', 'k'.repeat(256), 'clé']) {
    const answer = await app.inject(post('/books', { 'idempotency-key': key }));
    expect([key.length, answer.statusCode]).toEqual([key.length, 400]);
  }
});

test.each([
  ['"3"', [3]],
  ['"2", "3"', [2, 3]],
  ['W/"3"', []],
  ['"of no version"', []],
  ['*', undefined],
])('a PATCH with If-Match %s expects the versions %j', async (condition, versions) => {
  const { app, seen } = libraryApp();
  await app.inject({ method: 'PATCH', url: `/books/${aBook.id}`, headers: { 'if-match': condition }, payload: { title: 'x' } });
  expect(seen.call?.expectedVersions).toEqual(versions);
});

test('an If-Match without quotes is refused on a PATCH, and ignored elsewhere', async () => {
  const { app, seen } = libraryApp();
  const answer = await app.inject({ method: 'PATCH', url: `/books/${aBook.id}`, headers: { 'if-match': '3' }, payload: { title: 'x' } });
  expect(answer.statusCode).toBe(400);
  expect(seen.error).toMatchObject({ issues: [{ pointer: '/if-match', in: 'header' }] });
  expect((await app.inject(post('/books', { 'if-match': '3' }))).statusCode).toBe(201);
});
