import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { profiled } from '@plinth/vitest/long';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDeployment, type Deployment } from './api-process.ts';
import { cpuSeconds } from './bench/processes.ts';
import { productionVariables, type Server, startServer } from './bench/servers.ts';
import { load, requestText } from './bench/wire.ts';
import { aSession } from './client.ts';
import { aCollector, type Collector } from './collector.ts';
import { aFreePort } from './free-port.ts';
import { outcomeOf } from './program.ts';

const rounds = profiled({ full: 40, short: 12 });
/** Of a round: short ones in turn, so that all meet the same machine. */
const requests = 500;
const register = ['--import', '@plinth/observability/register'];

let deployment: Deployment;
let collector: Collector;
beforeAll(async () => {
  [deployment, collector] = await Promise.all([aDeployment(), aCollector()]);
});
afterAll(async () => {
  await deployment.close();
  await collector.close();
});

/** Writes down what is loaded, from before the first line of the program. */
const listen = `import { registerHooks } from 'node:module';
  globalThis.loaded = [];
  registerHooks({ load: (url, context, next) => (globalThis.loaded.push(url), next(url, context)) });`;

/** The packages of tracing that a process has loaded when it begins. */
async function loaded(variables: Record<string, string>): Promise<string[]> {
  const program = `await import('@plinth/observability'); console.log(JSON.stringify(globalThis.loaded));`;
  const before = ['--import', `data:text/javascript,${encodeURIComponent(listen)}`];
  const { output } = await outcomeOf([...before, ...register, '--input-type=module', '--eval', program], { NODE_ENV: 'test', ...variables });
  const names = (JSON.parse(output) as string[]).map((url) => /^(?:@[^/]+\/)?[^/]+/.exec(url.split('/node_modules/').at(-1) ?? '')?.[0] ?? url);
  expect(names).toContain('@opentelemetry/sdk-metrics');
  return [...new Set(names)].filter((name) => /sdk-node|sdk-trace|exporter-trace|instrumentation|in-the-middle|grpc/.test(name));
}

test('without a collector nothing of tracing is loaded', async () => {
  expect((await loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })).length).toBeGreaterThan(10);
  expect(await loaded({})).toEqual([]);
});

interface Cost {
  seconds: number;
  cpu: number;
}

/** Adds one round to what a server has cost. */
async function addRound({ port, pid }: Server, cost: Cost, request: string): Promise<void> {
  const before = cpuSeconds(pid);
  cost.seconds += (await load(port, () => request, { connections: 32, requests, status: 200 })).seconds;
  cost.cpu += cpuSeconds(pid) - before;
}

const nothing = (): Cost => ({ seconds: 0, cpu: 0 });

test('a tenth of the traces costs a quarter of the throughput at most, and a collector that is down costs nothing', { retry: 1 }, async () => {
  // One that takes connections and never answers.
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const down = `http://127.0.0.1:${await aFreePort()}`;
  const deaf = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const sampled = (url: string): Record<string, string> => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url, TRACE_SAMPLE_RATIO: '0.1' });
  const kinds = { off: {}, 'off again': {}, 'a tenth': sampled(collector.url), 'a tenth, down': sampled(down), 'a tenth, deaf': sampled(deaf) };

  const variables = productionVariables(deployment);
  const costs = new Map<string, { server: Server; cost: Cost }>();
  try {
    for (const [name, more] of Object.entries(kinds)) {
      const server = await startServer(name, ['--conditions=source', ...(name === 'off' ? [] : register), 'src/main.ts'], { ...variables, ...more }, await aFreePort(), '/readyz');
      costs.set(name, { server, cost: nothing() });
    }
    const measured = [...costs.values()];
    const token = await aSession(`http://127.0.0.1:${measured[0]?.server.port ?? 0}`, deployment.mailbox, `traced-${Date.now()}@example.com`);
    const request = requestText('GET', '/v1/me', { authorization: `Bearer ${token}` });
    for (let round = 0; round < 3; round += 1) for (const { server } of measured) await addRound(server, nothing(), request);
    for (let round = 0; round < rounds; round += 1) {
      for (const { server, cost } of round % 2 === 0 ? measured : measured.toReversed()) await addRound(server, cost, request);
    }

    const of = (name: string, figure: keyof Cost): number => costs.get(name)?.cost[figure] ?? Number.NaN;
    for (const name of costs.keys()) {
      const [throughput, cpu] = [of('off', 'seconds') / of(name, 'seconds'), of(name, 'cpu') / of('off', 'cpu')];
      console.log(`${name}: ${throughput.toFixed(2)} of the throughput, ${cpu.toFixed(2)} times the processor time (${((of(name, 'cpu') / rounds / requests) * 1e6).toFixed(0)} µs)`);
    }
    expect(collector.received()).toContain('GET /v1/me');
    // A process serves as fast as its one thread lets it; other work on the machine changes how long that takes, and this less.
    expect(of('a tenth', 'cpu') / of('off', 'cpu')).toBeLessThan(1 / 0.75);
    for (const name of ['a tenth, down', 'a tenth, deaf']) expect(of(name, 'cpu') / of('a tenth', 'cpu')).toBeLessThan(1.1);
  } finally {
    for (const { server } of costs.values()) await server.stop();
    silent.close();
  }
});
