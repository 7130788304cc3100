import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Rehearsal {
  /** Whose migrations are tried. */
  readonly repository: string;
  /** The release whose tests are run: a tag, or any other name of a commit. */
  readonly release: string;
  /** Only test files with one of these in their path; all where there is none. */
  readonly only: readonly string[];
  readonly say: (line: string) => void;
}

const migrations = 'src/db/migrations';

/** What this runs in, such as another test, says nothing to the tests of the release. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:VITEST|NODE_ENV$|TEST$|PROD$|DEV$|MODE$|BASE_URL$|SSR$)/.test(name)));

function run(cwd: string, [program = '', ...args]: readonly string[], stdio: 'inherit' | 'pipe' = 'pipe'): { readonly ended: boolean; readonly output: string } {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env: { ...environment, CI: 'true' }, encoding: 'utf8', stdio: ['ignore', stdio, stdio], maxBuffer: 64 * 1024 * 1024 });
  if (error) throw error;
  return { ended: status === 0, output: `${stdout as string | null ?? ''}${stderr as string | null ?? ''}` };
}

function must(cwd: string, command: readonly string[]): string {
  const { ended, output } = run(cwd, command);
  if (!ended) throw new Error(`${command.join(' ')}\n${output}`);
  return output;
}

/** The tag of the last release that led here; undefined where there is none, or where the clone does not have it. */
export function lastRelease(repository: string): string | undefined {
  const { ended, output } = run(repository, ['git', 'describe', '--tags', '--abbrev=0']);
  return ended ? output.trim() : undefined;
}

const packagesWithMigrations = (root: string): string[] => globSync(`packages/*/${migrations}`, { cwd: root }).map((folder) => path.dirname(path.dirname(path.dirname(folder)))).sort();

/** Puts the migrations of now in the place of those of then. */
function migrateAsNow(repository: string, then: string, packages: readonly string[]): void {
  for (const folder of packages) {
    rmSync(path.join(then, folder, migrations), { recursive: true });
    cpSync(path.join(repository, folder, migrations), path.join(then, folder, migrations), { recursive: true });
  }
}

/** Those that hold the code's tables against the schema: a column more is what they are there to find, and what a release may add. */
const comparing = (folder: string): string[] =>
  globSync('src/**/*.db.test.ts', { cwd: folder }).filter((file) => readFileSync(path.join(folder, file), 'utf8').includes('schemaDrift('));

/**
 * Runs the database tests of a release on the schema that the migrations of now make, as its processes run on it while the next release is
 * rolled out, and after that one has been taken back. True where they pass.
 */
export function rehearse({ repository, release, only, say }: Rehearsal): boolean {
  const directory = mkdtempSync(path.join(tmpdir(), 'plinth-rehearsal-'));
  const then = path.join(directory, 'release');
  must(repository, ['git', 'worktree', 'add', '--detach', then, release]);
  try {
    must(then, ['pnpm', 'install', '--frozen-lockfile', '--prefer-offline']);
    const packages = packagesWithMigrations(then);
    if (packages.length === 0) throw new Error(`${release} has no migrations.`);
    migrateAsNow(repository, then, packages);
    const failed = packages.filter((name) => {
      const folder = path.join(then, name);
      const files = globSync('src/**/*.db.test.ts', { cwd: folder, exclude: comparing(folder) }).filter((file) => only.length === 0 || only.some((word) => file.includes(word)));
      if (files.length === 0) return false;
      say(`${name}: ${files.length} files of tests`);
      return !run(folder, ['node_modules/.bin/vitest', 'run', ...files], 'inherit').ended;
    });
    say(failed.length === 0 ? `${release} runs on the schema of now.` : `${release} does not run on the schema of now: ${failed.join(', ')}.`);
    return failed.length === 0;
  } finally {
    must(repository, ['git', 'worktree', 'remove', '--force', then]);
    rmSync(directory, { recursive: true, force: true });
  }
}
