import { Agent } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { profiled } from '@plinth/vitest/long';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, aDeployment, type Deployment } from './api-process.ts';
import { aSession } from './client.ts';
import { exchange, percentile } from './load.ts';

const count = profiled({ full: 1000, short: 100 });

let deployment: Deployment;
let api: ApiProcess;
let authorization: string;
beforeAll(async () => {
  deployment = await aDeployment();
  api = await deployment.start();
  authorization = `Bearer ${await aSession(api.url, deployment.mailbox, 'good@example.com')}`;
});
afterAll(() => deployment.close());

/** Sends the beginning, then a byte a second; resolves to the seconds until the server has had enough. */
function dawdle(beginning: string): Promise<number> {
  const started = performance.now();
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1', () => socket.write(beginning));
    const dripping = setInterval(() => socket.write('a'), 1000);
    socket.on('error', () => undefined).resume();
    socket.on('close', () => {
      clearInterval(dripping);
      resolve((performance.now() - started) / 1000);
    });
  });
}

const slowHead = 'GET /v1/me HTTP/1.1\r\nHost: plinth\r\nX-Slow: ';
const slowBody = 'POST /v1/auth/sign-in HTTP/1.1\r\nHost: plinth\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"email":"';

async function goodClient(rounds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { status, ms } = await exchange(agent, `${api.url}/v1/me`, { headers: { authorization } });
    expect(status).toBe(200);
    times.push(ms);
    await sleep(5);
  }
  agent.destroy();
  return percentile(times, 99);
}

test('heads and bodies that come a byte a second are cut off in time, and take no time from a good client', { retry: 2 }, async () => {
  await goodClient(200);
  const alone = await goodClient(500);
  const heads = Promise.all(Array.from({ length: count }, () => dawdle(slowHead)));
  const bodies = Promise.all(Array.from({ length: count }, () => dawdle(slowBody)));
  await sleep(1000);
  const beside = await goodClient(500);
  const [ofHeads, ofBodies] = [await heads, await bodies];

  console.log(`${count} slow heads were closed after ${Math.max(...ofHeads).toFixed(1)} s at most, ${count} slow bodies after ${Math.max(...ofBodies).toFixed(1)} s; a good client's p99: ${alone.toFixed(1)} ms alone, ${beside.toFixed(1)} ms beside them`);
  expect(Math.max(...ofHeads)).toBeLessThan(15);
  expect(Math.max(...ofBodies)).toBeLessThan(25);
  expect(Math.min(...ofHeads)).toBeGreaterThan(9);
  expect(beside).toBeLessThan(2 * alone);
});
