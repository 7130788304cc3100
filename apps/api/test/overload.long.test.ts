import { profiled } from '@plinth/vitest/long';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, aDeployment, type Deployment } from './api-process.ts';
import { productionVariables } from './bench/servers.ts';
import { aSession, send } from './client.ts';
import { flood, load, requestText } from './bench/wire.ts';
import { percentile } from './load.ts';

const seconds = profiled({ full: 20, short: 6 });
const pages = 50;

let deployment: Deployment;
let api: ApiProcess;
let port: number;
let request: string;
beforeAll(async () => {
  deployment = await aDeployment();
  api = await deployment.start(productionVariables(deployment));
  const token = await aSession(api.url, deployment.mailbox, 'busy@example.com');
  for (let made = 0; made < pages; made += 1) await send(`${api.url}/v1/organizations`, 'POST', { token, body: { name: `Organization ${made}` } });
  port = Number(new URL(api.url).port);
  request = requestText('GET', `/v1/organizations?limit=${pages}`, { authorization: `Bearer ${token}` });
});
afterAll(() => deployment.close());

/** Answers a second to as many clients as keep the API busy and no more. */
async function peak(): Promise<number> {
  const of = async (requests: number) => requests / (await load(port, () => request, { connections: 32, requests, status: 200 })).seconds;
  return of(Math.ceil((await of(1000)) * (seconds / 2)));
}

/** As many connections as a proxy in front may hold. */
const connections = 800;

test('at four times what it can do, the API does it still, in time, and tells the others when to come again', { retry: 2 }, async () => {
  const capacity = await peak();
  const { answers, lost } = await flood(port, request, { connections, rate: 4 * capacity, seconds });
  const after = performance.now();
  const times: number[] = [];
  while (performance.now() - after < 5000 && times.length < 20) times.push((await load(port, () => request, { connections: 1, requests: 1, status: 200 })).seconds * 1000);

  const accepted = answers.filter(({ status }) => status === 200);
  const shed = answers.filter(({ status }) => status === 503);
  const goodput = accepted.length / seconds;
  const p99 = percentile(accepted.map(({ ms }) => ms), 99);
  console.log(`${capacity.toFixed(0)}/s at most; at ${(4 * capacity).toFixed(0)}/s: ${goodput.toFixed(0)}/s answered (${((100 * goodput) / capacity).toFixed(0)} %), p99 ${p99.toFixed(0)} ms, ${shed.length} shed, ${lost} lost; afterwards ${percentile(times, 50).toFixed(1)} ms`);
  expect(lost).toBe(0);
  expect(accepted.length + shed.length).toBe(answers.length);
  expect(shed.length).toBeGreaterThan(0);
  expect(shed.filter(({ retryAfter }) => retryAfter !== '1')).toEqual([]);
  expect(goodput).toBeGreaterThan(0.8 * capacity);
  expect(p99).toBeLessThan(1000);
  expect(times).toHaveLength(20);
});
