import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@plinth/testing';
import { expect, test } from 'vitest';
import { aShelf, asJson, signedIn } from '../../test/shelf.ts';

const items = { url: '/v1/items', headers: signedIn };

/** A host whose `/v1/wait` waits, and what it is asked. */
async function aBusyShelf(requestsInFlight: number) {
  const { server, shelf } = await aShelf({ requestsInFlight });
  let finish: (value: unknown) => void = () => undefined;
  shelf.waits = new Promise((resolve) => (finish = resolve));
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  const statuses: number[] = [];
  const wait = () => {
    const sent = request({ port, agent: new Agent(), method: 'POST', path: '/v1/wait', headers: asJson }, (response) => void statuses.push(response.resume().statusCode ?? 0));
    sent.on('error', () => undefined).end('{}');
    return sent;
  };
  return { server, shelf, statuses, wait, finish: () => finish(undefined) };
}

test('half of what is served at once may be of one operation; more of it is told when to come again, and others are served', async () => {
  const { server, statuses, wait, finish } = await aBusyShelf(4);
  for (let sent = 0; sent < 3; sent += 1) wait();
  await eventually(() => expect(statuses).toEqual([503]));
  const shed = await server.inject({ method: 'POST', url: '/v1/wait', headers: asJson, payload: {} });
  expect([shed.statusCode, shed.headers['retry-after'], shed.headers['content-type'], shed.json<{ code: string }>().code]).toEqual([503, '1', 'application/problem+json', 'http.overloaded']);
  expect((await server.inject(items)).statusCode).toBe(200);
  finish();
  await eventually(() => expect(statuses).toEqual([503, 200, 200]));
  await server.close();
});

test('where all are taken, probes alone are answered', async () => {
  const { server, statuses, wait, finish } = await aBusyShelf(1);
  wait();
  await eventually(async () => {
    expect((await server.inject(items)).statusCode).toBe(503);
  });
  expect((await server.inject('/healthz')).statusCode).toBe(200);
  finish();
  await eventually(() => expect(statuses).toEqual([200]));
  expect((await server.inject(items)).statusCode).toBe(200);
  await server.close();
});

test('whoever gives up makes room', async () => {
  const { server, wait } = await aBusyShelf(1);
  const given = wait();
  await eventually(async () => {
    expect((await server.inject(items)).statusCode).toBe(503);
  });
  given.destroy();
  await eventually(async () => {
    expect((await server.inject(items)).statusCode).toBe(200);
  });
  await server.close();
});
