import { execFileSync } from 'node:child_process';
import { accessSync, chmodSync, chownSync, constants, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

export interface Account {
  uid: number;
  gid: number;
}

let nobody: Account | undefined;

/** Who runs the server: PostgreSQL refuses root, so root's servers run as `nobody`. Undefined means whoever runs us. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  nobody ??= { uid: numberOf('-u'), gid: numberOf('-g') };
  return nobody;
}

const numberOf = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));

/** Gives `file` to the account of the server. */
export function giveToServer(file: string): void {
  const account = serverAccount();
  if (account) chownSync(file, account.uid, account.gid);
}

/** Lets the account of the server pass through `directory`, but not list it. */
export function openToServer(directory: string): void {
  if (serverAccount()) chmodSync(directory, statSync(directory).mode | 0o011);
}

/** Whether the account of the server can get at `file`: it needs the right to pass on every folder above it. */
export function isReachable(file: string): boolean {
  if (!serverAccount()) return isWithinReach(file);
  for (let at = realpathSync(file); ; at = path.dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

function isWithinReach(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
