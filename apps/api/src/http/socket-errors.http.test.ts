import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { parseAnswer, talk } from '../../test/raw-socket.ts';
import { aShelf, type ShelfApp } from '../../test/shelf.ts';
import type { ServerLimits } from './server-options.ts';

let running: ShelfApp | undefined;
afterEach(() => running?.server.close());

/** The port of a server that really listens. */
async function listening(limits: Partial<ServerLimits> = {}): Promise<number> {
  running = await aShelf({ limits });
  await running.server.listen({ port: 0, host: '127.0.0.1' });
  return (running.server.server.address() as AddressInfo).port;
}

const quick = { headersTimeout: 200, requestTimeout: 300, connectionsCheckingInterval: 50 };

test('what is no HTTP gets a problem and the end of the connection', async () => {
  const port = await listening();
  const answer = parseAnswer(await talk(port, ['EHLO mail.example.com\r\n\r\n']));
  expect(answer.status).toBe(400);
  expect(answer.headers).toMatch(/content-type: application\/problem\+json/);
  expect(answer.headers).toMatch(/x-content-type-options: nosniff/);
  expect(answer.headers).toMatch(/connection: close/);
  expect(answer.body).toMatchObject({ status: 400, code: 'http.bad_request', requestId: expect.any(String) as string });
});

test('headers that are larger than the server takes are 431', async () => {
  const port = await listening();
  const answer = parseAnswer(await talk(port, [`GET /healthz HTTP/1.1\r\nHost: a\r\nX-Big: ${'x'.repeat(20_000)}\r\n\r\n`]));
  expect([answer.status, (answer.body as { code: string }).code]).toEqual([431, 'http.headers_too_large']);
});

test('a head that does not come to its end in time is 408', async () => {
  const port = await listening(quick);
  const answer = parseAnswer(await talk(port, ['GET /healthz HTTP/1.1\r\n', 'Host: a\r\n'], 100));
  expect([answer.status, (answer.body as { code: string }).code]).toEqual([408, 'http.request_timeout']);
});

test('a body that does not come to its end in time is 408', async () => {
  const port = await listening(quick);
  const head = 'POST /v1/items HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer good\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n';
  const answer = parseAnswer(await talk(port, [head, '{"name"'], 50));
  expect([answer.status, (answer.body as { code: string }).code]).toEqual([408, 'http.request_timeout']);
});

test('two lengths of one body, the way to smuggle requests, are refused', async () => {
  const port = await listening();
  const head = 'POST /v1/items HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n';
  expect(parseAnswer(await talk(port, [head])).status).toBe(400);
});

test('a connection on which nothing moves is closed', async () => {
  const port = await listening({ connectionTimeout: 150 });
  expect(await talk(port, [])).toBe('');
});

test('a connection that is kept alive and not used is closed', async () => {
  const port = await listening({ keepAliveTimeout: 100 });
  const heard = await talk(port, ['GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n']);
  expect(heard).toMatch(/^HTTP\/1\.1 200 OK/);
});

test('the server serves on after all that', async () => {
  const port = await listening(quick);
  await Promise.all([talk(port, ['\0\0\0']), talk(port, ['GET / HTTP/9.9\r\n\r\n']), talk(port, ['GET /healthz HTTP/1.1\r\n'])]);
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
  expect(answer.status).toBe(200);
});
