import { Agent } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDeployment, type Deployment } from './api-process.ts';
import { aSession, send } from './client.ts';
import { exchange, percentile, type Reply } from './load.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.close());

/** Milliseconds of each of `rounds` reads, one after the other. */
async function timesOf(url: string, token: string, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    expect((await send(url, 'GET', { token })).status).toBe(200);
    times.push(performance.now() - started);
  }
  return times;
}

const limits = { SIGN_IN_FAILURES_PER_ACCOUNT: '1000', SIGN_IN_FAILURES_PER_CLIENT: '1000' };

/** What `count` sign-ins at once are answered, and the p99 of `GET /v1/me` before them and beside them. */
async function beside(count: number): Promise<{ alone: number; busy: number; answers: Reply[] }> {
  const api = await deployment.start(limits);
  const token = await aSession(api.url, deployment.mailbox, `busy-${performance.now()}@example.com`);
  const me = `${api.url}/v1/me`;
  const agent = new Agent({ keepAlive: true, maxSockets: count });
  const signIn = (): Promise<Reply> => exchange(agent, `${api.url}/v1/auth/sign-in`, { method: 'POST', body: JSON.stringify({ email: 'nobody@example.com', password: 'wrong password' }) });

  await timesOf(me, token, 200);
  const alone = percentile(await timesOf(me, token, 300), 99);
  const signIns = Array.from({ length: count }, signIn);
  const busy = percentile(await timesOf(me, token, 300), 99);
  const answers = await Promise.all(signIns);
  agent.destroy();
  console.log(`GET /v1/me, p99: ${alone.toFixed(1)} ms alone, ${busy.toFixed(1)} ms beside ${count} sign-ins`);
  return { alone, busy, answers };
}

test('6. twenty sign-ins at once leave others their time', { retry: 3 }, async () => {
  const { alone, busy, answers } = await beside(20);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  expect(busy).toBeLessThan(2 * alone);
});

test('6. of five hundred at once the surplus is told when to come again, and others keep their time', { retry: 3 }, async () => {
  const { alone, busy, answers } = await beside(500);
  const surplus = answers.filter(({ status }) => status === 429 || status === 503);
  const compared = answers.filter(({ status }) => status === 401);
  console.log(`${compared.length} were compared, ${surplus.length} told to come again`);
  expect(surplus.length + compared.length).toBe(500);
  expect(surplus.length).toBeGreaterThan(0);
  expect(compared.length).toBeGreaterThanOrEqual(40);
  expect(surplus.filter(({ headers }) => !(Number(headers['retry-after']) > 0))).toEqual([]);
  expect(busy).toBeLessThan(2 * alone);
});
