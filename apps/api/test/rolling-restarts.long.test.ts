import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@plinth/testing';
import { findTool, needsTool, profiled } from '@plinth/vitest/long';
import { afterAll, beforeAll, expect } from 'vitest';
import { type ApiProcess, aDeployment, type Deployment } from './api-process.ts';
import { aSession } from './client.ts';
import { aFreePort } from './free-port.ts';
import { startLoad } from './load.ts';

const { restarts, requests } = profiled({ full: { restarts: 10, requests: 15_000 }, short: { restarts: 2, requests: 2000 } });
const clients = 40;

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.close());

/** As a team would set it up: whoever is not ready gets no new request, and a connection that was refused is tried elsewhere. */
const configuration = (port: number, instances: readonly number[]): string => `
global
  maxconn 1000
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
  option redispatch
  retries 3
frontend api
  bind 127.0.0.1:${port}
  default_backend instances
backend instances
  balance roundrobin
  option httpchk GET /readyz
  timeout check 2s
  default-server check inter 200ms fall 2 rise 1
${instances.map((instance, index) => `  server api${index} 127.0.0.1:${instance}`).join('\n')}
`;

async function startProxy(port: number, instances: readonly number[]): Promise<{ proxy: ChildProcess; close: () => Promise<void> }> {
  const directory = mkdtempSync(path.join(tmpdir(), 'plinth-proxy-'));
  const file = path.join(directory, 'haproxy.cfg');
  writeFileSync(file, configuration(port, instances));
  const proxy = spawn(findTool('haproxy') ?? '', ['-f', file, '-db'], { stdio: 'ignore' });
  const ended = once(proxy, 'exit');
  const close = async (): Promise<void> => {
    proxy.kill();
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  return { proxy, close };
}

needsTool('haproxy')('two instances behind a proxy are restarted one after the other, and no request fails', async () => {
  const [front, ...ports] = [await aFreePort(), await aFreePort(), await aFreePort()];
  const start = (port: number): Promise<ApiProcess> => deployment.start({ PORT: String(port), DRAIN_SECONDS: '1' });
  const instances = await Promise.all(ports.map(start));
  const { close } = await startProxy(front, ports);
  const token = await aSession(instances[0]?.url ?? '', deployment.mailbox, 'rolling@example.com');
  const url = `http://127.0.0.1:${front}/v1/me`;
  await eventually(async () => expect((await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200));

  let answered = 0;
  const failures: string[] = [];
  const load = startLoad(clients, async ({ send }) => {
    try {
      const { status, text } = await send(url, { headers: { authorization: `Bearer ${token}` } });
      answered += 1;
      if (status !== 200) failures.push(`${status} ${text.slice(0, 120)}`);
    } catch (error) {
      failures.push(String(error));
    }
  });
  const codes: (number | null)[] = [];
  for (let restart = 0; restart < restarts; restart += 1) {
    const which = restart % 2;
    codes.push((await instances[which]?.end('SIGTERM')) ?? null);
    instances[which] = await start(ports[which] ?? 0);
    await sleep(1000);
  }
  while (answered < requests) await sleep(50);
  await load.stop();
  await close();

  console.log(`${answered} requests through ${restarts} restarts, ${failures.length} failed`);
  expect([...new Set(failures)]).toEqual([]);
  expect(codes).toEqual(Array.from({ length: restarts }, () => 0));
  expect(answered).toBeGreaterThanOrEqual(requests);
});
