import { expect, test } from 'vitest';
import { anItem, asJson, aShelf, signedIn } from '../../test/shelf.ts';

const getItem = (more: Record<string, string> = {}) => ({ url: `/v1/items/${anItem.id}`, headers: { ...signedIn, ...more } });

test('a single resource carries its version as ETag', async () => {
  const { server } = await aShelf();
  expect((await server.inject(getItem())).headers.etag).toBe('"7"');
  expect((await server.inject({ url: '/v1/items', headers: signedIn })).headers).not.toHaveProperty('etag');
});

test.each(['"7"', 'W/"7"', '"1", "7"', '*'])('a GET that knows the version by %s gets 304 and no body', async (condition) => {
  const { server } = await aShelf();
  const answer = await server.inject(getItem({ 'if-none-match': condition }));
  expect([answer.statusCode, answer.body, answer.headers.etag]).toEqual([304, '', '"7"']);
  expect(answer.headers).not.toHaveProperty('content-type');
});

test('a GET that knows another version, and a POST, get the whole answer', async () => {
  const { server } = await aShelf();
  expect((await server.inject(getItem({ 'if-none-match': '"6"' }))).json()).toEqual(anItem);
  const post = await server.inject({ method: 'POST', url: '/v1/items', headers: { ...asJson, 'if-none-match': '"7"' }, payload: { name: 'x' } });
  expect([post.statusCode, post.json()]).toEqual([201, anItem]);
});

test('a page links to the next one with the query of this one, and the last page links nowhere', async () => {
  const { server } = await aShelf();
  const first = await server.inject({ url: '/v1/items?limit=5', headers: signedIn });
  expect(first.headers.link).toBe('</v1/items?limit=5&cursor=bmV4dA>; rel="next"');
  const last = await server.inject({ url: '/v1/items?limit=5&cursor=bmV4dA', headers: signedIn });
  expect(last.headers).not.toHaveProperty('link');
});

test('what was made is at its Location', async () => {
  const { server } = await aShelf();
  const made = await server.inject({ method: 'POST', url: '/v1/items?', headers: asJson, payload: { name: 'x' } });
  expect([made.statusCode, made.headers.location]).toEqual([201, `/v1/items/${anItem.id}`]);
  expect((await server.inject(getItem())).headers).not.toHaveProperty('location');
});

test('no answer of the API is stored on its way, problems included', async () => {
  const { server } = await aShelf();
  for (const request of [getItem(), { url: '/v1/peek' }, { url: '/v1/items' }, { url: '/v1/nothing' }]) {
    expect((await server.inject(request)).headers['cache-control']).toBe('no-store');
  }
});

test('a request id that is one comes back; anything else is replaced', async () => {
  const { server, lines } = await aShelf();
  const kept = await server.inject({ url: '/v1/peek', headers: { 'x-request-id': 'from-the-proxy:1' } });
  expect(kept.headers['x-request-id']).toBe('from-the-proxy:1');
  expect(lines.at(-1)).toMatchObject({ requestId: 'from-the-proxy:1', route: '/v1/peek', status: 200 });
  for (const id of ['', 'a b', '<script>', 'x'.repeat(129)]) {
    expect((await server.inject({ url: '/v1/peek', headers: { 'x-request-id': id } })).headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  }
});

test('a request leaves one log line, without its query', async () => {
  const { server, lines } = await aShelf();
  await server.inject({ url: '/v1/items?cursor=s3cret', headers: signedIn });
  expect(lines).toHaveLength(1);
  expect(JSON.stringify(lines)).not.toContain('s3cret');
});

test('every answer carries the security headers', async () => {
  const { server } = await aShelf();
  for (const url of ['/v1/peek', '/healthz', '/nothing', '/problems/internal', '/docs']) {
    const { headers } = await server.inject(url);
    expect([url, headers['x-content-type-options'], headers['x-frame-options']]).toEqual([url, 'nosniff', 'DENY']);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
  }
});

test('an answer of a route on its way out says since when, until when, and what to call instead', async () => {
  const { server } = await aShelf();
  const { headers } = await server.inject('/v1/peek');
  expect(headers).toMatchObject({ deprecation: '@1798761600', sunset: 'Thu, 01 Jul 2027 00:00:00 GMT', link: '</docs>; rel="deprecation"' });
});

test.each(['application/merge-patch+json', 'application/json', 'application/merge-patch+json; charset=utf-8'])('a PATCH takes %s, and null in it', async (type) => {
  const { server, shelf } = await aShelf();
  const patch = { method: 'PATCH' as const, url: `/v1/items/${anItem.id}`, headers: { ...signedIn, 'content-type': type, 'if-match': '"7"' }, payload: '{"name":null}' };
  expect((await server.inject(patch)).statusCode).toBe(200);
  expect([shelf.bodies, shelf.calls[0]?.expectedVersions]).toEqual([[{ name: null }], [7]]);
});

test('a merge patch is for PATCH alone', async () => {
  const { server } = await aShelf();
  const headers = { ...signedIn, 'content-type': 'application/merge-patch+json' };
  expect((await server.inject({ method: 'POST', url: '/v1/items', headers, payload: '{"name":"x"}' })).statusCode).toBe(415);
});
