import { expect, test } from 'vitest';
import { aShelf } from '../../test/shelf.ts';

const source = { contentType: 'text/plain; version=0.0.4; charset=utf-8', render: async () => 'up 1\n', shutdown: async () => undefined };

test('metrics are for who bears the token', async () => {
  const { server } = await aShelf({ metrics: { source, token: 'a-token-for-prometheus' } });
  for (const authorization of ['', 'Bearer', 'Bearer a-token-for-prometheu', 'Bearer good', 'a-token-for-prometheus']) {
    expect((await server.inject({ url: '/metrics', headers: { authorization } })).statusCode).toBe(401);
  }
  const answer = await server.inject({ url: '/metrics', headers: { authorization: 'Bearer a-token-for-prometheus' } });
  expect([answer.statusCode, answer.body, answer.headers['content-type']]).toEqual([200, 'up 1\n', source.contentType]);
});

test('without a token, as in development, they are for everyone', async () => {
  const { server } = await aShelf({ metrics: { source, token: undefined } });
  expect((await server.inject('/metrics')).body).toBe('up 1\n');
});
