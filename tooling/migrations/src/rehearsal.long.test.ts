import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { lastRelease, rehearse } from './rehearsal.ts';

const root = path.resolve(import.meta.dirname, '../../..');

let copy: string;
let said: string[];

function git(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** The repository as it stands here is the release before, and what follows is the next one. */
beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'plinth-releases-'));
  const listed = git(root, 'ls-files', '--cached', '--others', '--exclude-standard', '-z').split('\0').filter((name) => name !== '' && existsSync(path.join(root, name)));
  expect(listed.length).toBeGreaterThan(500);
  for (const file of listed) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(copy, file), { verbatimSymlinks: true });
  }
  const toolchain = path.join(root, '.toolchain');
  if (existsSync(toolchain)) symlinkSync(toolchain, path.join(copy, '.toolchain'));
  git(copy, 'init', '--quiet', '--initial-branch=main');
  git(copy, 'config', 'user.email', 'releases@example.com');
  git(copy, 'config', 'user.name', 'Releases');
  git(copy, 'add', '--all');
  git(copy, 'commit', '--quiet', '--message', 'the release before');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));
beforeEach(() => {
  said = [];
});

const migration = (name: string): string => path.join(copy, 'packages/users/src/db/migrations', name);

/** One file that a schema may break, and one that a column more would break, which is left out. */
const only = ['src/services/organizations', 'src/db/schema'];
const rehearsed = (release: string): boolean => rehearse({ repository: copy, release, only, say: (line) => void said.push(line) });

test('where no release is tagged there is none to rehearse', () => {
  expect(lastRelease(copy)).toBeUndefined();
});

test('the release before runs on what the next one adds, and not on what it takes away', () => {
  git(copy, 'tag', '@plinth/users@0.1.0');
  git(copy, 'commit', '--quiet', '--allow-empty', '--message', 'the next one');
  expect(lastRelease(copy)).toBe('@plinth/users@0.1.0');

  writeFileSync(migration('9001_website.sql'), 'alter table users.organizations add column website text;\n');
  expect(rehearsed('@plinth/users@0.1.0')).toBe(true);
  expect(said).toEqual(['packages/users: 1 files of tests', '@plinth/users@0.1.0 runs on the schema of now.']);

  writeFileSync(migration('9002_no_names.sql'), 'alter table users.organizations drop column name;\n');
  expect(rehearsed('@plinth/users@0.1.0')).toBe(false);
  expect(said.at(-1)).toBe('@plinth/users@0.1.0 does not run on the schema of now: packages/users.');
  expect(git(copy, 'worktree', 'list').trim().split('\n')).toHaveLength(1);
});
