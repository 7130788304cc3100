import { testClock } from '@plinth/testing';
import type { FastifyInstance } from 'fastify';
import { expect, test } from 'vitest';
import { aShelf } from '../../test/shelf.ts';
import { createReadiness } from '../lifecycle/readiness.ts';
import { watchForProxies } from './unknown-proxies.ts';

const clock = testClock();

async function watched(): Promise<FastifyInstance> {
  const proxies = watchForProxies(clock);
  const { server } = await aShelf({ proxies, readiness: createReadiness([proxies.need]) });
  return server;
}

const send = async (server: FastifyInstance, times: number, remoteAddress: string, headers: Record<string, string> = {}, url = '/v1/peek') => {
  for (let time = 0; time < times; time += 1) await server.inject({ url, remoteAddress, headers });
};
const readiness = async (server: FastifyInstance) => {
  const { statusCode, json } = await server.inject({ url: '/readyz', remoteAddress: '203.0.113.1' });
  return statusCode === 200 ? 200 : [statusCode, json<{ detail: string }>().detail];
};
const forwarded = { 'x-forwarded-for': '198.51.100.7' };
const notReady = [503, 'The server is not ready: trusted proxies.'];

test.each(['127.0.0.1', '::1', '::ffff:10.1.2.3', '172.31.0.1', 'fd00::1'])('27. a proxy at %s that nobody configured fails readiness by name', async (address) => {
  for (const headers of [forwarded, { forwarded: 'for=198.51.100.7' }]) {
    const server = await watched();
    await send(server, 2, address, headers);
    expect(await readiness(server)).toBe(200);
    await send(server, 1, address, headers);
    expect(await readiness(server)).toEqual(notReady);
  }
});

test("27. a stray header of a client, among a proxy's other requests or from afar, takes nothing down", async () => {
  const server = await watched();
  await send(server, 10, '203.0.113.9', forwarded);
  await send(server, 10, '10.0.0.1');
  await send(server, 9, '10.0.0.1', forwarded);
  await send(server, 50, '10.0.0.2', {}, '/readyz');
  expect(await readiness(server)).toBe(200);
  await send(server, 3, '10.0.0.2', forwarded);
  expect(await readiness(server)).toEqual(notReady);
});

test('27. a minute after the last that was passed on, the process is ready again', async () => {
  const server = await watched();
  await send(server, 3, '10.0.0.1', forwarded, '/readyz');
  expect(await readiness(server)).toEqual(notReady);
  clock.advance({ minutes: 1 });
  expect(await readiness(server)).toBe(200);
});
