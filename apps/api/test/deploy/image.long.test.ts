import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMailbox, createTestDatabase, type Mailbox, type TestDatabase } from '@plinth/testing';
import { findTool, notRun } from '@plinth/vitest/long';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aSession, send } from '../client.ts';
import { productionEnvironment } from '../deployment.ts';
import { aFreePort } from '../free-port.ts';
import { buildImage, type Image } from './image.ts';

const most = 220_000_000;
const healthyWithin = 3000;
const tries = 3;

/** Who builds in a chroot must be root. */
const isBuilder = process.getuid?.() === 0 && ['buildah', 'mmdebstrap', 'unshare', 'setpriv'].every((tool) => findTool(tool) !== undefined);
const withBuildah = isBuilder ? test : notRun('buildah');

let image: Image;
let database: TestDatabase;
let mailbox: Mailbox;
beforeAll(async () => {
  image = buildImage();
  [database, mailbox] = await Promise.all([createTestDatabase({ sets: [], name: 'image' }), createMailbox()]);
}, 1_200_000);
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await Promise.all([database.close(), mailbox.close()]);
  image.remove();
});

const variables = (more: Record<string, string> = {}): Record<string, string> =>
  productionEnvironment({ DATABASE_URL: database.url, SMTP_URL: mailbox.url, TRUST_PROXY: 'none', DRAIN_SECONDS: '1', ACCEPTED_RISKS: 'database-durability', ...more });

async function outcome(args: readonly string[], given: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const child = image.start(given, args);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

interface Start {
  readonly url: string;
  /** Milliseconds from the start of the process, less those in which it waited for a processor that something else had. */
  readonly healthy: number;
  readonly ready: number;
  /** Resolves to the exit code. */
  end(): Promise<number | null>;
}

const waited = ({ pid }: ChildProcess): number => Number(readFileSync(`/proc/${pid ?? 0}/schedstat`, 'utf8').split(' ')[1]) / 1e6;

const running = new Set<ChildProcess>();

async function start(): Promise<Start> {
  const port = await aFreePort();
  const url = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const child = image.start(variables({ PORT: String(port), HOST: '127.0.0.1' }));
  running.add(child);
  const ended = once(child, 'exit') as Promise<[code: number | null]>;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const answers = async (page: string): Promise<number> => {
    while (child.exitCode === null && performance.now() - started < 60_000) {
      const ok = await fetch(url + page).then((answer) => answer.ok, () => false);
      if (ok) return performance.now() - started - waited(child);
      await sleep(20);
    }
    throw new Error(`No answer:\n${output}`);
  };
  return {
    url,
    healthy: await answers('/healthz'),
    ready: await answers('/readyz'),
    end: async () => {
      child.kill('SIGTERM');
      const [code] = await ended;
      running.delete(child);
      return code;
    },
  };
}

const find = (...args: string[]): string[] => spawnSync('find', [image.root, '-xdev', ...args], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);

describe('the image', () => {
  withBuildah('is small, and says whom it runs as and what', () => {
    const [bytes = ''] = spawnSync('du', ['--summarize', '--bytes', image.root], { encoding: 'utf8' }).stdout.split('\t');
    console.log(`${(Number(bytes) / 1e6).toFixed(0)} MB`);
    expect(Number(bytes)).toBeGreaterThan(100_000_000);
    expect(Number(bytes)).toBeLessThanOrEqual(most);
    expect(image.config).toMatchObject({ User: '10001:10001', WorkingDir: '/app', Entrypoint: ['/usr/local/bin/node'], Cmd: ['--max-old-space-size=512', '--import', '@plinth/observability/register', 'dist/main.js'] });
    expect(image.config.Env).toEqual(expect.arrayContaining(['NODE_ENV=production', 'HOST=0.0.0.0']));
  });

  withBuildah('has no shell, no package manager, no source and no secret, and nothing that its user could change', () => {
    expect(find('-type', 'f').length).toBeGreaterThan(2000);
    expect(find('(', '-type', 'f', '-o', '-type', 'l', ')', '-regex', '.*/bin/(sh|bash|dash|busybox|npm|npx|pnpm|apt|apt-get|dpkg)', '-regextype', 'posix-extended')).toEqual([]);
    expect(find('-path', '*/app/*', '(', '-name', '*.ts', '-o', '-name', '*.map', '-o', '-name', '.env*', '-o', '-name', 'vitest', ')')).toEqual([]);
    expect(find('!', '-type', 'l', '(', '-perm', '/022', '-o', '!', '-user', 'root', ')', '!', '-path', `${image.root}/tmp`)).toEqual([]);
  });

  withBuildah('cannot write anywhere, and is nobody', async () => {
    const program = `
      const { accessSync, writeFileSync } = require('node:fs');
      const outcomes = ['/', '/app', '/tmp', '/usr/local/bin'].map((folder) => { try { writeFileSync(folder + '/written', ''); return 'written'; } catch ({ code }) { return code; } });
      console.log(JSON.stringify([process.getuid(), process.getgid(), process.getgroups(), [...new Set(outcomes)]]));`;
    expect(await outcome(['--eval', program], {})).toEqual({ code: 0, output: '[10001,10001,[10001],["EROFS"]]\n' });
  });

  withBuildah('migrates, is healthy within three seconds, serves, and ends with 0', async () => {
    const migrated = await outcome(['dist/cli.js', 'migrate'], { DATABASE_URL: database.url, MIGRATION_DATABASE_URL: database.migrationUrl });
    expect([migrated.code, migrated.output]).toEqual([0, expect.stringContaining('billing')]);

    const starts: Start[] = [];
    while (starts.length < tries && !starts.some(({ healthy }) => healthy < healthyWithin)) {
      await starts.at(-1)?.end();
      starts.push(await start());
    }
    console.log(starts.map(({ healthy, ready }) => `healthy after ${healthy.toFixed(0)} ms, ready after ${ready.toFixed(0)} ms`).join('\n'));
    expect(Math.min(...starts.map(({ healthy }) => healthy))).toBeLessThan(healthyWithin);

    const { url, end } = starts.at(-1)!;
    const token = await aSession(url, mailbox, 'contained@example.com');
    expect(await send(`${url}/v1/me`, 'GET', { token })).toMatchObject({ status: 200, body: { email: 'contained@example.com' } });
    expect((await fetch(`${url}/docs`)).status).toBe(200);

    expect(await end()).toBe(0);
  });
});
