import { expect, test } from 'vitest';
import { asJson, aShelf } from '../../test/shelf.ts';

test('a route that is not public refuses a stranger before it reads the body', async () => {
  const { server, shelf } = await aShelf();
  const bodies = [
    { 'content-type': 'application/json', payload: '{"broken' },
    { 'content-type': 'application/xml', payload: '<a/>' },
    { 'content-type': 'application/json', payload: 'x'.repeat(2 * 1024 * 1024) },
  ];
  for (const { payload, ...headers } of bodies) {
    const answer = await server.inject({ method: 'POST', url: '/v1/items', headers, payload });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([401, 'access.unauthenticated']);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  }
  expect(shelf.tokens).toEqual([]);
});

test.each(['Basic Z29vZA==', 'Bearer', 'Bearer ', 'good', `Bearer ${'x'.repeat(2049)}`])('the credential %s is no token and is asked of nobody', async (authorization) => {
  const { server, shelf } = await aShelf();
  const answer = await server.inject({ url: '/v1/items', headers: { authorization } });
  expect([answer.statusCode, shelf.tokens]).toEqual([401, []]);
});

test('a token that stands for nobody is 401', async () => {
  const { server } = await aShelf();
  const answer = await server.inject({ url: '/v1/items', headers: { authorization: 'Bearer bad' } });
  expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
});

test('a good token makes its actor the caller; the scheme has no case', async () => {
  const { server, shelf } = await aShelf();
  const answer = await server.inject({ method: 'POST', url: '/v1/items', headers: { ...asJson, authorization: 'bearer good' }, payload: { name: 'x' } });
  expect(answer.statusCode).toBe(201);
  expect(shelf.calls).toMatchObject([{ actor: { type: 'user', userId: 'user_1' } }]);
});

test('a public route asks nobody who they are', async () => {
  const { server, shelf } = await aShelf();
  const answer = await server.inject({ url: '/v1/peek', headers: { authorization: 'Bearer bad' } });
  expect([answer.statusCode, shelf.tokens]).toEqual([200, []]);
  expect(shelf.calls).toMatchObject([{ actor: { type: 'anonymous' } }]);
});

test('a route that says nothing about who may call it is closed', async () => {
  const { server } = await aShelf({
    extra: (app) => {
      app.get('/forgotten', async () => 'secret');
    },
  });
  expect((await server.inject('/forgotten')).statusCode).toBe(401);
});
