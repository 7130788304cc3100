import { expect, test } from 'vitest';
import { aShelf, signedIn } from '../../test/shelf.ts';

test('a path that nothing answers is a 404 problem, whoever asks', async () => {
  const { server, shelf } = await aShelf();
  for (const url of ['/', '/v1', '/v1/nothing', '/v1/items/a/b', '/wp-login.php']) {
    const answer = await server.inject(url);
    expect([url, answer.statusCode, answer.json<{ code: string }>().code]).toEqual([url, 404, 'http.route_not_found']);
  }
  expect(shelf.tokens).toEqual([]);
});

test('an unknown path is a 404 before its body is looked at', async () => {
  const { server } = await aShelf();
  const answer = await server.inject({ method: 'POST', url: '/v1/nothing', headers: { 'content-type': 'application/xml' }, payload: '<a/>' });
  expect(answer.statusCode).toBe(404);
});

test.each([
  ['DELETE', '/v1/items', 'GET, HEAD, POST'],
  ['PUT', '/v1/items/item_01h2xcejqtf2nbrexx3vqjhp41?x=1', 'GET, HEAD, PATCH'],
  ['GET', '/v1/fail', 'POST'],
  ['OPTIONS', '/v1/fail', 'POST'],
  ['POST', '/healthz', 'GET, HEAD'],
] as const)('%s %s is a 405 that names the other methods', async (method, url, allow) => {
  const { server } = await aShelf();
  const answer = await server.inject({ method, url, headers: signedIn });
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([405, 'http.method_not_allowed']);
  expect(answer.headers.allow).toBe(allow);
});
