import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const wrapper = fileURLToPath(new URL('./test/wrapper.mjs', import.meta.url));

/** Starts the wrapper, below a shell if asked, and waits until its program runs. */
async function start(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const first = await lines.next();
  return { child, next: async () => (await lines.next()).value, exit: once(child, 'exit'), pid: Number(first.value.split(' ')[1]) };
}

test('the exit code is that of the program', async () => {
  const child = spawn(process.execPath, [wrapper, '7'], { stdio: 'inherit' });

  expect(await once(child, 'exit')).toEqual([7, null]);
});

test('a signal reaches the program, and its end is waited for', async () => {
  const { child, next, exit } = await start(process.execPath, [wrapper]);

  child.kill('SIGTERM');

  expect(await next()).toBe('told 1 by SIGTERM');
  expect(await exit).toEqual([0, null]);
});

test('a signal that arrives twice is passed on once', async () => {
  const { child, next } = await start(process.execPath, [wrapper]);

  child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill('SIGINT');

  expect(await next()).toBe('told 1 by SIGINT');
});

test('the program ends when the shell above it dies of a signal without passing it on', async () => {
  const { child, next, pid } = await start('sh', ['-c', `"${process.execPath}" "${wrapper}"; true`]);

  child.kill('SIGTERM');

  expect(await next()).toBe('told 1 by SIGTERM');
  await expect.poll(() => isAlive(pid)).toBe(false);
});

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
