import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDeployment, type Deployment } from './api-process.ts';
import { aSession, send } from './client.ts';
import { percentile } from './load.ts';

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

test('6. twenty sign-ins at once leave others their time', { retry: 3 }, async () => {
  const limits = { SIGN_IN_FAILURES_PER_ACCOUNT: '1000', SIGN_IN_FAILURES_PER_CLIENT: '1000' };
  const api = await deployment.start(limits);
  const token = await aSession(api.url, deployment.mailbox, `busy-${performance.now()}@example.com`);
  const me = `${api.url}/v1/me`;

  await timesOf(me, token, 200);
  const alone = percentile(await timesOf(me, token, 300), 99);
  const signIns = Array.from({ length: 20 }, () => send(`${api.url}/v1/auth/sign-in`, 'POST', { body: { email: 'nobody@example.com', password: 'wrong password' } }));
  const beside = percentile(await timesOf(me, token, 300), 99);
  const answers = await Promise.all(signIns);

  console.log(`GET /v1/me, p99: ${alone.toFixed(1)} ms alone, ${beside.toFixed(1)} ms beside twenty sign-ins`);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  expect(beside).toBeLessThan(2 * alone);
});
