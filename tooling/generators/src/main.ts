import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { argumentsOf, type Asked, usage } from './arguments.ts';
import { Changes } from './changes.ts';
import { planned } from './planned.ts';
import { Refusal } from './refusal.ts';
import { workspaceAt } from './workspace.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What has to follow, once the files are there. */
function follow(installs: boolean): void {
  const commands = [...(installs ? [['pnpm', 'install', '--no-frozen-lockfile', '--prefer-offline']] : []), [process.execPath, '--conditions=source', 'apps/api/src/drift.ts', '--write']];
  for (const [program = '', ...rest] of commands) {
    const { status } = spawnSync(program, rest, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    if (status !== 0) throw new Error(`The files are written, but this failed: ${[program, ...rest].join(' ')}. Run it again once its cause is gone.`);
  }
}

function make(asked: Asked): void {
  const changes = new Changes(root);
  const { next, installs } = planned(workspaceAt(root), changes, asked);
  for (const { kind, path } of changes.list()) console.log(`${kind.padEnd(8)}${path}`);
  if (asked.options['plan'] === true) return;
  changes.write();
  if (asked.options['no-drift'] !== true) follow(installs);
  console.log(`\n${next.join('\n')}`);
}

function main(argv: readonly string[]): void {
  try {
    const asked = argumentsOf(argv);
    if (asked) make(asked);
    else console.log(usage);
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  }
}

main(process.argv.slice(2));
