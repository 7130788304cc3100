import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const register = fileURLToPath(new URL('../register.ts', import.meta.url));
const index = new URL('../index.ts', import.meta.url).href;

/** What a process would do: an ES module that logs in a span, looks at what is loaded, and stops. */
const program = `
  import { createLogger, stopProcessTracing, traced } from ${JSON.stringify(index)};
  const logger = createLogger({ level: 'info', pretty: false, service: 'plinth' });
  await traced('billing.issueInvoice', {}, async (span) => logger.info({ recording: span.isRecording() }, 'in the span'));
  const before = performance.now();
  await stopProcessTracing();
  logger.info({ stopped: performance.now() - before, sdk: Boolean(process.getActiveResourcesInfo) && globalThis[Symbol.for('opentelemetry.js.api.1')]?.trace !== undefined }, 'stopped');
`;

interface Line {
  msg: string;
  trace_id?: string;
  recording?: boolean;
  stopped?: number;
  sdk?: boolean;
}

async function run(variables: Record<string, string>): Promise<{ lines: Line[]; errors: string; code: number | null }> {
  const child = spawn(process.execPath, ['--conditions=source', '--import', register, '--input-type=module', '-e', program], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'test', ...variables },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { lines: output.trim().split('\n').map((line) => JSON.parse(line) as Line), errors, code };
}

const slow = 30_000;

test('with an endpoint spans reach the collector, and log lines have their trace', { timeout: slow }, async () => {
  const received: { url: string | undefined; body: string }[] = [];
  const collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
    request.on('end', () => {
      received.push({ url: request.url, body });
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;

  const endpoint = `http://127.0.0.1:${port}`;
  const { lines, code, errors } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, TRACE_SAMPLE_RATIO: '1', OTEL_SERVICE_NAME: 'traced-service' });
  collector.close();

  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(lines[0]).toMatchObject({ msg: 'in the span', recording: true, trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
  expect(received).toHaveLength(1);
  expect(received[0]?.url).toBe('/v1/traces');
  expect(received[0]?.body).toContain('billing.issueInvoice');
  expect(received[0]?.body).toContain('traced-service');
  expect(received[0]?.body.includes(Buffer.from(lines[0]?.trace_id ?? 'none', 'hex').toString('latin1'))).toBe(true);
});

test('a collector that is down costs at most two seconds at the end, and no error', { timeout: slow }, async () => {
  const { lines, code, errors } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', TRACE_SAMPLE_RATIO: '1' });
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(lines).toHaveLength(2);
  expect(lines[1]?.stopped).toBeLessThan(2500);
});

test('without an endpoint no SDK is there', { timeout: slow }, async () => {
  const { lines, code } = await run({});
  expect(code).toBe(0);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatchObject({ recording: false });
  expect(lines[0]).not.toHaveProperty('trace_id');
  expect(lines[1]?.sdk).toBe(false);
});

test('a wrong configuration is left for the program to name', { timeout: slow }, async () => {
  const { code, lines } = await run({ TRACE_SAMPLE_RATIO: '7', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  expect(code).toBe(0);
  expect(lines[0]).toMatchObject({ recording: false });
});
