import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { profiled } from '@plinth/vitest/long';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, aDeployment, type Deployment } from './api-process.ts';
import { productionVariables } from './bench/servers.ts';
import { aSession, send } from './client.ts';
import { exchange, percentile, type Reply, startLoad } from './load.ts';

const seconds = profiled({ full: 20, short: 6 });
const pages = 50;

let deployment: Deployment;
let api: ApiProcess;
let headers: { authorization: string };
let url: string;
beforeAll(async () => {
  deployment = await aDeployment();
  api = await deployment.start(productionVariables(deployment));
  const token = await aSession(api.url, deployment.mailbox, 'busy@example.com');
  headers = { authorization: `Bearer ${token}` };
  for (let made = 0; made < pages; made += 1) await send(`${api.url}/v1/organizations`, 'POST', { token, body: { name: `Organization ${made}` } });
  url = `${api.url}/v1/organizations?limit=${pages}`;
});
afterAll(() => deployment.close());

/** Answers a second to as many clients as keep the API busy and no more. */
async function peak(): Promise<number> {
  let answered = 0;
  const load = startLoad(32, async ({ send: ask }) => {
    const { status } = await ask(url, { headers });
    if (status === 200) answered += 1;
  });
  await sleep(1000);
  answered = 0;
  const started = performance.now();
  await sleep(seconds * 500);
  const rate = answered / ((performance.now() - started) / 1000);
  await load.stop();
  return rate;
}

/** As many connections as a proxy in front may hold. */
const connections = 800;

/** Asks so often a second, whether or not anything is answered, as many people behind a proxy do. */
async function flood(rate: number): Promise<{ replies: Reply[]; lost: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
  await Promise.all(Array.from({ length: connections }, () => exchange(agent, url, { headers })));
  const replies: Reply[] = [];
  let [lost, sent] = [0, 0];
  const started = performance.now();
  const asked: Promise<void>[] = [];
  while (performance.now() - started < seconds * 1000) {
    for (const due = Math.floor(((performance.now() - started) / 1000) * rate); sent < due; sent += 1) {
      asked.push(exchange(agent, url, { headers }).then((reply) => void replies.push(reply), () => void (lost += 1)));
    }
    await sleep(5);
  }
  await Promise.all(asked);
  agent.destroy();
  return { replies, lost };
}

test('at four times what it can do, the API does it still, in time, and tells the others when to come again', { retry: 2 }, async () => {
  const capacity = await peak();
  const { replies, lost } = await flood(4 * capacity);
  const after = performance.now();
  const times: number[] = [];
  while (performance.now() - after < 5000 && times.length < 20) times.push((await exchange(new Agent(), url, { headers })).ms);

  const accepted = replies.filter(({ status }) => status === 200);
  const shed = replies.filter(({ status }) => status === 503);
  const goodput = accepted.length / seconds;
  const p99 = percentile(accepted.map(({ ms }) => ms), 99);
  console.log(`${capacity.toFixed(0)}/s at most; at ${(4 * capacity).toFixed(0)}/s: ${goodput.toFixed(0)}/s answered (${((100 * goodput) / capacity).toFixed(0)} %), p99 ${p99.toFixed(0)} ms, ${shed.length} shed, ${lost} lost; afterwards ${percentile(times, 50).toFixed(1)} ms`);
  expect(lost).toBe(0);
  expect(accepted.length + shed.length).toBe(replies.length);
  expect(shed.length).toBeGreaterThan(0);
  expect(shed.filter((reply) => reply.headers['retry-after'] !== '1')).toEqual([]);
  expect(goodput).toBeGreaterThan(0.8 * capacity);
  expect(p99).toBeLessThan(1000);
  expect(times).toHaveLength(20);
});
