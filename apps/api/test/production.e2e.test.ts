import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, aDeployment, type Deployment } from './api-process.ts';
import { productionVariables } from './bench/servers.ts';
import { send } from './client.ts';

let deployment: Deployment;
let api: ApiProcess;
beforeAll(async () => {
  deployment = await aDeployment();
  api = await deployment.start(productionVariables(deployment));
}, 180_000);
afterAll(() => deployment.close());

test('27. a proxy beside the process that nobody configured takes it out of service, by name', async () => {
  for (let time = 0; time < 100; time += 1) await send(`${api.url}/healthz`, 'GET', { headers: { 'x-forwarded-for': '198.51.100.7' } });
  const { status, body } = await send<{ detail: string }>(`${api.url}/readyz`, 'GET');
  expect([status, body.detail]).toEqual([503, 'The server is not ready: trusted proxies.']);
});
