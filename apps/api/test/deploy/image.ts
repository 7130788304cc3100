import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findTool } from '@plinth/vitest/long';
import { repository } from './files.ts';

const release = 'bookworm';
const runtimePackages = ['libc6', 'libgcc-s1', 'libstdc++6'];
const buildPackages = ['ca-certificates', 'libatomic1', 'libstdc++6', 'binutils'];

/** What the image says about itself. */
export interface ImageConfig {
  readonly User: string;
  readonly WorkingDir: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
}

export interface Image {
  readonly config: ImageConfig;
  /** All of its files. */
  readonly root: string;
  /**
   * Starts it as a container would be: as its user, with its environment and `variables`, its root read-only, without privileges.
   * Without `args` as its command says.
   */
  start(variables: Readonly<Record<string, string>>, args?: readonly string[]): ChildProcess;
  remove(): void;
}

function run(program: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): string {
  try {
    return execFileSync(findTool(program) ?? program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'pipe'], ...options }).trim();
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${args.join(' ')} failed:\n${`${stdout}\n${stderr}`.slice(-4000)}`, { cause: error });
  }
}

/** The folder of a package that `file` is in. */
function packageOf(file: string): string {
  const folder = path.dirname(file);
  return existsSync(path.join(folder, 'package.json')) ? folder : packageOf(folder);
}

/** Node.js and pnpm as they run here, where an image of Node.js has them. */
function addToolchain(root: string): void {
  mkdirSync(path.join(root, 'usr/local/lib'), { recursive: true });
  copyFileSync(process.execPath, path.join(root, 'usr/local/bin/node'));
  const pnpm = realpathSync(findTool('pnpm') ?? '');
  const source = packageOf(pnpm);
  const aliases = new Set(['pn', 'pnpx', 'pnx'].map((name) => path.join(source, name)));
  cpSync(source, path.join(root, 'usr/local/lib/pnpm'), { recursive: true, filter: (file) => !aliases.has(file) });
  symlinkSync(path.join('../lib/pnpm', path.relative(source, pnpm)), path.join(root, 'usr/local/bin/pnpm'));
  // Where the registry is reached through somebody whose certificate is trusted here alone.
  const certificates = 'etc/ssl/certs/ca-certificates.crt';
  if (existsSync(`/${certificates}`)) copyFileSync(`/${certificates}`, path.join(root, certificates));
}

/** Builds the Dockerfile without a Docker engine, on bases of Debian's packages: one to build on, one with nothing but three libraries. */
export function buildImage(): Image {
  const directory = mkdtempSync(path.join(tmpdir(), 'plinth-image-'));
  const env = { ...process.env, TMPDIR: directory };
  const buildah = (...args: string[]): string => run('buildah', ['--root', path.join(directory, 'store'), '--runroot', path.join(directory, 'run'), ...args], { cwd: repository, env });

  function makeBase(name: string, variant: string, packages: readonly string[], complete: (root: string) => void): void {
    const tarball = path.join(directory, `${name}.tar`);
    run('mmdebstrap', ['--quiet', `--variant=${variant}`, `--include=${packages.join(',')}`, release, tarball], { env });
    const container = buildah('from', 'scratch');
    const root = buildah('mount', container);
    run('tar', ['--extract', '--file', tarball, '--directory', root, '--exclude=./dev/*']);
    rmSync(tarball);
    complete(root);
    buildah('commit', '--quiet', '--rm', container, name);
  }

  makeBase('base', 'extract', runtimePackages, (root) => {
    for (const folder of ['proc', 'dev', 'tmp']) mkdirSync(path.join(root, folder), { recursive: true });
  });
  makeBase('build-base', 'essential', buildPackages, addToolchain);
  buildah('build', '--isolation=chroot', '--network=host', '--build-arg=BASE=localhost/base', '--build-arg=BUILD_BASE=localhost/build-base', '--tag=plinth', '.');
  const { OCIv1 } = JSON.parse(buildah('inspect', '--type=image', 'plinth')) as { OCIv1: { config: ImageConfig } };
  const { config } = OCIv1;
  const root = buildah('mount', buildah('from', 'localhost/plinth'));

  const enter = `
    set -e; root=$1 user=$2 folder=$3; shift 3
    mount --bind "$root" "$root"; mount -t proc proc "$root/proc"; mount --rbind /dev "$root/dev"
    mount -o remount,bind,ro "$root"
    exec setpriv --no-new-privs unshare --root="$root" --wd="$folder" --setuid="\${user%:*}" --setgid="\${user#*:}" "$@"`;
  return {
    config,
    root,
    start: (variables, args = config.Cmd) => {
      const own = Object.fromEntries(config.Env.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
      const command = ['--mount', '/bin/sh', '-c', enter, 'sh', root, config.User, config.WorkingDir, ...config.Entrypoint, ...args];
      return spawn(findTool('unshare') ?? '', command, { env: { PATH: process.env['PATH'], ...own, ...variables }, stdio: ['ignore', 'pipe', 'pipe'] });
    },
    remove: () => {
      buildah('umount', '--all');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
