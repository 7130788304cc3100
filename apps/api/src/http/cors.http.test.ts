import { expect, test } from 'vitest';
import { aShelf } from '../../test/shelf.ts';

const origin = 'https://app.example.com';
const preflight = { method: 'OPTIONS', url: '/v1/things', headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' } } as const;

test('no page of another origin may call the API as long as none is listed', async () => {
  const { server } = await aShelf();
  for (const request of [preflight, { ...preflight, method: 'GET', url: '/healthz' } as const]) {
    const { headers } = await server.inject(request);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  }
});

test('a listed origin may, without cookies, and no other', async () => {
  const { server } = await aShelf({ corsOrigins: [origin] });
  const allowed = await server.inject(preflight);
  expect([allowed.statusCode, allowed.headers['access-control-allow-origin'], allowed.headers['access-control-allow-credentials']]).toEqual([204, origin, undefined]);
  expect(allowed.headers['access-control-allow-headers']).toContain('idempotency-key');
  const read = await server.inject({ url: '/healthz', headers: { origin } });
  expect(read.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' });
  expect(read.headers['access-control-expose-headers']).toContain('retry-after');
  const other = await server.inject({ url: '/healthz', headers: { origin: 'https://app.example.com.evil.example' } });
  expect(other.headers['access-control-allow-origin']).toBeUndefined();
});

test('paths that no route takes stay unknown', async () => {
  const { server } = await aShelf({ corsOrigins: [origin] });
  expect((await server.inject('/nowhere')).statusCode).toBe(404);
  expect((await server.inject({ method: 'DELETE', url: '/healthz' })).statusCode).toBe(405);
});
