import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';

const repository = path.resolve(import.meta.dirname, '../../..');
const turbo = path.join(repository, 'node_modules/.bin/turbo');

/** What turbo asks of a cache: artifacts by their hash, for who bears the token. */
function answer(artifacts: Map<string, Buffer>, request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const [name = ''] = (request.url ?? '').split('?');
  const artifact = artifacts.get(name);
  if (request.headers.authorization !== 'Bearer a-token') response.writeHead(403).end();
  else if (name.endsWith('/status')) response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"enabled"}');
  else if (request.method === 'PUT') response.writeHead(202, { 'content-type': 'application/json' }).end('{"urls":[]}', () => artifacts.set(name, body));
  else if (name.endsWith('/events')) response.writeHead(200).end('{}');
  else if (artifact) response.writeHead(200).end(request.method === 'HEAD' ? undefined : artifact);
  else response.writeHead(404).end();
}

let directory: string;
let cache: Server;
const artifacts = new Map<string, Buffer>();
beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'plinth-cache-'));
  cache = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => answer(artifacts, request, response, Buffer.concat(parts)));
  }).listen(0, '127.0.0.1');
  await once(cache, 'listening');
});
afterAll(() => {
  cache.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A clone on a machine of its own: our configuration of turbo, and one package that builds. */
function aClone(name: string): string {
  const clone = path.join(directory, name);
  mkdirSync(path.join(clone, 'packages/one'), { recursive: true });
  for (const file of ['turbo.json', 'tsconfig.base.json']) cpSync(path.join(repository, file), path.join(clone, file));
  const { packageManager } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as { packageManager: string };
  writeFileSync(path.join(clone, 'package.json'), JSON.stringify({ name: 'clone', private: true, packageManager }));
  writeFileSync(path.join(clone, 'pnpm-workspace.yaml'), 'packages:\n  - packages/*\n# The pnpm that runs is taken, as in our own workspace.\npmOnFail: ignore\n');
  writeFileSync(path.join(clone, 'pnpm-lock.yaml'), "lockfileVersion: '9.0'\nimporters:\n  .: {}\n  packages/one: {}\n");
  const build = "node -e \"fs.mkdirSync('dist'); fs.writeFileSync('dist/made', '')\"";
  writeFileSync(path.join(clone, 'packages/one/package.json'), JSON.stringify({ name: 'one', version: '1.0.0', scripts: { build } }));
  return clone;
}

/** How many of the tasks were taken from a cache. */
async function built(name: string, variables: Record<string, string>): Promise<number> {
  const clone = aClone(name);
  const run = spawn(turbo, ['run', 'build'], { cwd: clone, env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...variables }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [run.stdout, run.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(run, 'close');
  expect(existsSync(path.join(clone, 'packages/one/dist/made')), said).toBe(true);
  return Number(/Cached:\s+(?<cached>\d+) cached/.exec(said)?.groups?.['cached']);
}

test('what one machine has built another takes from the cache that both name; without one, or with one that is away, each builds', { timeout: 60_000 }, async () => {
  const named = { TURBO_API: `http://127.0.0.1:${(cache.address() as AddressInfo).port}`, TURBO_TEAM: 'a-team', TURBO_TOKEN: 'a-token' };
  expect([await built('first', named), await built('second', named)]).toEqual([0, 1]);
  expect(artifacts.size).toBe(1);
  // A workflow passes a variable on that the repository does not have: it is empty.
  expect(await built('unnamed', { TURBO_API: '', TURBO_TEAM: '', TURBO_TOKEN: '' })).toBe(0);
  expect(await built('away', { ...named, TURBO_API: 'http://127.0.0.1:9' })).toBe(0);
});

test('the workflow of pull requests passes on which cache that is', () => {
  const { env } = parse(readFileSync(path.join(repository, '.github/workflows/ci.yml'), 'utf8')) as { env: Record<string, string> };
  expect(env).toMatchObject({ TURBO_API: '${{ vars.TURBO_API }}', TURBO_TEAM: '${{ vars.TURBO_TEAM }}', TURBO_TOKEN: '${{ secrets.TURBO_TOKEN }}' });
});
