import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDeployment, type Deployment } from './api-process.ts';
import { aSession, send } from './client.ts';
import { percentile, type Reply } from './load.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.close());

const limits = { SIGN_IN_FAILURES_PER_ACCOUNT: '1000', SIGN_IN_FAILURES_PER_CLIENT: '1000', TRAFFIC_PER_ADDRESS: '1000000' };

/** The p99 of 300 reads of `GET /v1/me`, one after the other, in milliseconds. */
async function p99Of(url: string, token: string): Promise<number> {
  const times: number[] = [];
  while (times.length < 300) {
    const started = performance.now();
    expect((await send(`${url}/v1/me`, 'GET', { token })).status).toBe(200);
    times.push(performance.now() - started);
  }
  return percentile(times, 99);
}

/**
 * What `count` sign-ins at once are answered, and what others wait beside them: also beside as many that are refused before any
 * password is compared, which is what so many requests cost by themselves.
 */
async function beside(count: number): Promise<{ refused: number; compared: number; answers: readonly Reply[] }> {
  const api = await deployment.start(limits);
  const token = await aSession(api.url, deployment.mailbox, `busy-${performance.now()}@example.com`);
  const flood = new Worker(new URL('./sign-in-flood.ts', import.meta.url), { workerData: { url: api.url, count } });
  await once(flood, 'message');
  const besideThem = async (password: string): Promise<[number, readonly Reply[]]> => {
    const answered = once(flood, 'message') as Promise<[readonly Reply[]]>;
    flood.postMessage(JSON.stringify({ email: 'nobody@example.com', password }));
    const p99 = await p99Of(api.url, token);
    return [p99, (await answered)[0]];
  };

  const alone = await p99Of(api.url, token);
  const [refused, refusals] = await besideThem('');
  expect(new Set(refusals.map(({ status }) => status))).toEqual(new Set([400]));
  const [compared, answers] = await besideThem('wrong password');
  await flood.terminate();
  await api.end('SIGTERM');
  console.log(`GET /v1/me, p99: ${alone.toFixed(1)} ms alone, ${refused.toFixed(1)} ms beside ${count} that compare nothing, ${compared.toFixed(1)} ms beside ${count} sign-ins`);
  return { refused: Math.max(alone, refused), compared, answers };
}

test('6. twenty sign-ins at once leave others their time', { retry: 3 }, async () => {
  const { refused, compared, answers } = await beside(20);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  expect(compared).toBeLessThan(2 * refused);
});

test('6. of five hundred at once the surplus is told when to come again, and others keep their time', { retry: 3 }, async () => {
  const { refused, compared, answers } = await beside(500);
  const surplus = answers.filter(({ status }) => status === 429 || status === 503);
  const wrong = answers.filter(({ status }) => status === 401);
  console.log(`${wrong.length} were compared, ${surplus.length} told to come again`);
  expect(surplus.length + wrong.length).toBe(500);
  expect(surplus.length).toBeGreaterThan(0);
  expect(wrong.length).toBeGreaterThanOrEqual(40);
  expect(surplus.filter(({ headers }) => !(Number(headers['retry-after']) > 0))).toEqual([]);
  expect(compared).toBeLessThan(2 * refused);
});
