import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, eventually, type TestDatabase } from '@plinth/testing';
import { afterEach, expect, test } from 'vitest';
import { outcomeOf, type Program, runNode } from '../test/program.ts';

let program: Program | undefined;
let database: TestDatabase | undefined;
afterEach(async () => {
  program?.kill('SIGKILL');
  await program?.ended;
  await database?.close();
});

interface Running {
  readonly port: number;
  readonly program: Program;
  readonly database: TestDatabase;
}

/** The entry of production on an empty database; resolves when it listens. */
async function startEmpty(variables: Record<string, string> = {}): Promise<Running> {
  const created = (database = await createTestDatabase({ sets: [], name: 'main' }));
  const started = (program = runNode(['src/main.ts'], { NODE_ENV: 'test', PORT: '0', DRAIN_SECONDS: '0', SMTP_URL: 'smtp://127.0.0.1:1', DATABASE_URL: created.url, ...variables }));
  const port = await eventually(() => {
    const [, found] = /listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(started.output()) ?? [];
    if (found === undefined) throw new Error(`It does not listen: ${started.output()}${started.errors()}`);
    return Number(found);
  }, 30_000);
  return { port, program: started, database: created };
}

const migrate = ({ url, migrationUrl }: TestDatabase) => outcomeOf(['src/cli.ts', 'migrate'], { NODE_ENV: 'test', DATABASE_URL: url, MIGRATION_DATABASE_URL: migrationUrl });

const get = (port: number, path: string) => fetch(`http://127.0.0.1:${port}${path}`);

const ready = (port: number) =>
  eventually(async () => {
    const answer = await get(port, '/readyz');
    if (!answer.ok) throw new Error(await answer.text());
  }, 20_000);

test('it listens at once, names what is missing, and is ready by itself once that is there', { timeout: 90_000 }, async () => {
  const running = await startEmpty();
  expect((await get(running.port, '/healthz')).status).toBe(200);
  const missing = await get(running.port, '/readyz');
  expect(missing.status).toBe(503);
  expect(await missing.json()).toMatchObject({ detail: expect.stringMatching(/migrations of users.*migrations of billing.*jobs/) as string });

  expect((await migrate(running.database)).code).toBe(0);
  await ready(running.port);
});

test('after SIGTERM it is not ready, serves on for the drain, and ends with 0', { timeout: 90_000 }, async () => {
  const running = await startEmpty({ DRAIN_SECONDS: '2' });
  await migrate(running.database);
  await ready(running.port);

  const told = performance.now();
  running.program.kill('SIGTERM');
  running.program.kill('SIGTERM');
  await eventually(async () => {
    expect(await (await get(running.port, '/readyz')).json()).toMatchObject({ detail: 'The server is not ready: draining.' });
  });
  expect((await get(running.port, '/v1/me')).status).toBe(401);
  expect(await running.program.ended).toBe(0);
  const took = performance.now() - told;
  expect(took).toBeGreaterThan(1900);
  expect(took).toBeLessThan(20_000);
  await expect(get(running.port, '/healthz')).rejects.toThrow();
});

test('a request that is on its way when the process is told to end gets its answer', { timeout: 90_000 }, async () => {
  const running = await startEmpty();
  await migrate(running.database);
  await ready(running.port);

  const body = '{"email":"nobody@example.com"}';
  const socket = connect(running.port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
  socket.write(`POST /v1/auth/sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n{`);
  await sleep(200);
  running.program.kill('SIGTERM');
  await sleep(500);
  socket.write(body.slice(1));
  expect(await running.program.ended).toBe(0);
  expect(heard).toMatch(/^HTTP\/1\.1 400 /);
  expect(heard).toContain('/password');
});

test('an environment that is not production enough does not start, and every problem is named at once', async () => {
  const { code, output, errors } = await outcomeOf(['src/main.ts'], { PORT: '99999' });
  expect([code, output]).toEqual([1, '']);
  for (const variable of ['PORT', 'DATABASE_URL', 'METRICS_TOKEN', 'CODE_KEY', 'PASSWORD_PEPPERS', 'SEALING_KEYS', 'PUBLIC_URL', 'SMTP_URL']) expect(errors).toContain(variable);
});
