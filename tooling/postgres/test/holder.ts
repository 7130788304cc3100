import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface Urls {
  url: string;
  migrationUrl: string;
}

/** Another process that uses the server of a directory. */
export interface Holder {
  /** Its URLs, once the server answers. */
  urls: Promise<Urls>;
  kill(): Promise<void>;
  /** Whether it was the one that stopped the server. */
  stop(): Promise<boolean>;
}

/** Starts another process that uses the server of `directory`; `wrapper` is a program that runs it, such as setpriv. */
export function startHolder(directory: string, wrapper: string[] = []): Holder {
  const command = [process.execPath, path.join(import.meta.dirname, 'hold.ts'), directory];
  const [program, ...args] = [...wrapper, ...command] as [string, ...string[]];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async <Answer>(): Promise<Answer> => {
    const line = await lines.next();
    if (line.done) throw new Error('The other process ended without an answer.');
    return JSON.parse(line.value) as Answer;
  };
  const urls = next<Urls>();
  urls.catch(() => undefined);
  return {
    urls,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
    stop: async () => {
      child.stdin.write('stop\n');
      const { stopped } = await next<{ stopped: boolean }>();
      await gone;
      return stopped;
    },
  };
}
