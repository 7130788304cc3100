import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { giveToServer, serverAccount } from './account.ts';
import type { Binaries } from './binaries.ts';
import type { Place } from './place.ts';

const run = promisify(execFile);

/** The environment of PostgreSQL's programs: no secret of ours is in it. */
export const environment = { PATH: process.env['PATH'], SystemRoot: process.env['SystemRoot'], LC_ALL: 'C', TZ: 'UTC' };

/** Runs one of PostgreSQL's programs to its end, as the account of the server. */
export async function runAsServer(program: string, args: string[]): Promise<void> {
  await run(program, args, { cwd: '/', env: environment, ...serverAccount() });
}

/** Makes the data directory unless it is there. A draft is renamed when it is whole, so a crash leaves nothing half made. */
export async function makeCluster(binaries: Binaries, place: Place, durable: boolean): Promise<void> {
  if (existsSync(place.cluster)) return;
  removeDrafts(place.cluster);
  const draft = mkdtempSync(`${place.cluster}.draft-`);
  giveToServer(draft);
  const passwordFile = `${draft}.password`;
  writeFileSync(passwordFile, place.passwords.postgres, { mode: 0o600 });
  giveToServer(passwordFile);
  try {
    await runAsServer(binaries.initdb, [
      ...['--pgdata', draft, '--username', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ...['--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C'],
      ...(durable ? [] : ['--no-sync']),
    ]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, place.cluster);
}

/** Where a launcher was killed, its initdb may still be writing: each draft has a name of its own, and this one's goes later. */
function removeDrafts(cluster: string): void {
  const parent = path.dirname(cluster);
  for (const draft of globSync(`${path.basename(cluster)}.draft-*`, { cwd: parent })) {
    try {
      rmSync(path.join(parent, draft), { recursive: true, force: true });
    } catch {
      continue;
    }
  }
}
