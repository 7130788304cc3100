import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));
let folder;
let clone;
const git = (...args) => execFileSync('git', args, { cwd: clone, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** A clone whose gates write down that they ran, and end with `code`. */
const gatesEndWith = (code) => writeFileSync(path.join(clone, 'tooling/bootstrap/run.mjs'), `import { appendFileSync } from 'node:fs';\nappendFileSync('ran', process.argv[2]);\nprocess.exit(${code});\n`);
const hooks = (...args) => execFileSync(process.execPath, ['tooling/bootstrap/hooks.mjs', ...args], { cwd: clone, encoding: 'utf8' });
const push = () => git('push', 'origin', 'HEAD:main');

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plinth-hooks-'));
  clone = path.join(folder, 'clone');
  mkdirSync(path.join(clone, 'tooling/bootstrap'), { recursive: true });
  for (const file of ['.githooks', 'tooling/bootstrap/hooks.mjs']) cpSync(path.join(repository, file), path.join(clone, file), { recursive: true });
  execFileSync('git', ['init', '--quiet', '--bare', path.join(folder, 'origin')]);
  git('init', '--quiet');
  git('remote', 'add', 'origin', path.join(folder, 'origin'));
  git('-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--allow-empty', '--message', 'first');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the gates hold up a push where somebody asked for it, and nowhere else', () => {
  gatesEndWith(1);
  push();
  expect(hooks()).toBe('git runs pnpm check before a push.\n');
  git('-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--allow-empty', '--message', 'second');
  expect(push).toThrow();
  expect(readFileSync(path.join(clone, 'ran'), 'utf8')).toBe('check');
  gatesEndWith(0);
  push();
  expect(hooks('--off')).toBe(hooks('--off'));
  gatesEndWith(1);
  git('-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--allow-empty', '--message', 'third');
  push();
});

test('an installation asks for none', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'));
  expect(Object.keys(scripts).filter((name) => /^(?:pre|post)?(?:install|prepare)$/.test(name))).toEqual([]);
});
