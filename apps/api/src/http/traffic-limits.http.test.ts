import { testClock } from '@plinth/testing';
import { expect, test } from 'vitest';
import { aShelf, signedIn } from '../../test/shelf.ts';
import { networkOf } from './network.ts';

const limited = (traffic: object) => aShelf({ clock: testClock(), traffic: { perKey: 0, perUser: 0, perAddress: 0, ...traffic } });

test('every answer says what is left, the refused one when to come back', async () => {
  const { server } = await limited({ perUser: 2 });
  const ask = () => server.inject({ url: '/v1/items', headers: signedIn });
  const [first, second, third] = [await ask(), await ask(), await ask()];
  expect(first.headers).toMatchObject({ 'ratelimit-policy': '"user";q=2;w=60', ratelimit: '"user";r=1;t=30' });
  expect([second.statusCode, second.headers['ratelimit']]).toEqual([200, '"user";r=0;t=60']);
  expect([third.statusCode, third.headers['ratelimit'], third.headers['retry-after']]).toEqual([429, '"user";r=0;t=60', '30']);
  expect(third.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(third.json()).toMatchObject({ status: 429, code: 'http.too_many_requests', detail: 'Too many requests; try again in 30 s.' });
});

test('a stranger is counted by address, on public routes alone', async () => {
  const { server, shelf } = await limited({ perAddress: 1 });
  const peek = (remoteAddress: string) => server.inject({ url: '/v1/peek', remoteAddress });
  expect([(await peek('192.0.2.1')).statusCode, (await peek('192.0.2.1')).statusCode, (await peek('192.0.2.2')).statusCode]).toEqual([200, 429, 200]);
  expect((await server.inject({ url: '/v1/items', headers: signedIn, remoteAddress: '192.0.2.1' })).statusCode).toBe(200);
  expect((await server.inject({ url: '/healthz', remoteAddress: '192.0.2.1' })).statusCode).toBe(200);
  expect(shelf.tokens).toEqual(['good']);
});

test('an address whose tokens are refused too often is refused before another is looked up', async () => {
  const { server, shelf } = await limited({ perAddress: 2 });
  const guess = (token: string) => server.inject({ url: '/v1/items', headers: { authorization: `Bearer ${token}` } });
  expect([(await guess('a')).statusCode, (await guess('b')).statusCode, (await guess('c')).statusCode]).toEqual([401, 401, 429]);
  expect(shelf.tokens).toEqual(['a', 'b']);
});

test('without a limit nothing is counted and nothing is said', async () => {
  const { server } = await limited({});
  expect((await server.inject('/v1/peek')).headers).not.toHaveProperty('ratelimit');
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
  ['2001:db8:0:12::1', '2001:db8:0:12'],
  ['2001:0db8:0000:0012:1:2:3:4', '2001:db8:0:12'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
])('behind the address %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
