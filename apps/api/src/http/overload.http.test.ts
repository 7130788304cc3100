import { Agent, request } from 'node:http';
import { eventually } from '@plinth/testing';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { aShelf, asJson, signedIn } from '../../test/shelf.ts';

const peek = { url: '/v1/items', headers: signedIn };

test('more requests than are served at once are told when to come again, probes are answered, and those that are served end', async () => {
  const { server, shelf } = await aShelf({ requestsInFlight: 2 });
  let finish: (value: unknown) => void = () => undefined;
  shelf.waits = new Promise((resolve) => (finish = resolve));
  const wait = () => server.inject({ method: 'POST', url: '/v1/wait', headers: asJson, payload: {} });
  // An injected request goes out when it is awaited.
  const served = Promise.all([wait(), wait()]);
  await eventually(async () => {
    expect((await server.inject(peek)).statusCode).toBe(503);
  });

  const shed = await server.inject(peek);
  expect([shed.headers['retry-after'], shed.headers['content-type'], shed.json<{ code: string }>().code]).toEqual(['1', 'application/problem+json', 'http.overloaded']);
  expect((await server.inject('/healthz')).statusCode).toBe(200);
  finish(undefined);
  expect((await served).map(({ statusCode }) => statusCode)).toEqual([200, 200]);
  expect((await server.inject(peek)).statusCode).toBe(200);
});

test('whoever gives up makes room', async () => {
  const { server, shelf } = await aShelf({ requestsInFlight: 1 });
  shelf.waits = new Promise(() => undefined);
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  const agent = new Agent();
  const given = request({ port, agent, method: 'POST', path: '/v1/wait', headers: asJson }).on('error', () => undefined);
  given.end('{}');
  await eventually(async () => {
    expect((await server.inject(peek)).statusCode).toBe(503);
  });
  given.destroy();
  await eventually(async () => {
    expect((await server.inject(peek)).statusCode).toBe(200);
  });
  agent.destroy();
  await server.close();
});
