import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { withLock } from './lock.ts';

function aLock(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'plinth-lock-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return path.join(directory, 'lock');
}

const noProcess = '4194305';

test('those who wait for a lock get it one after the other', async () => {
  const lock = aLock();
  let inside = 0;
  const turn = async () => {
    inside += 1;
    expect(inside).toBe(1);
    await sleep(10);
    inside -= 1;
  };

  const turns = await Promise.all(Array.from({ length: 5 }, () => withLock(lock, turn)));

  expect(turns).toHaveLength(5);
  expect(existsSync(lock)).toBe(false);
});

test('a lock is free again when the work under it fails', async () => {
  const lock = aLock();

  await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');

  expect(await withLock(lock, () => Promise.resolve('yes'))).toBe('yes');
});

test('the lock of a dead process goes to one of those who wait, not to two', async () => {
  const lock = aLock();
  writeFileSync(lock, noProcess);
  let inside = 0;
  let most = 0;

  await Promise.all(
    Array.from({ length: 5 }, () =>
      withLock(lock, async () => {
        most = Math.max(most, ++inside);
        await sleep(5);
        inside -= 1;
      }),
    ),
  );

  expect(most).toBe(1);
});

test('the lock of a process that has shown no sign of life is taken, though its number is in use', async () => {
  const lock = aLock();
  writeFileSync(lock, String(process.pid));
  const minuteAgo = new Date(Date.now() - 60_000);
  utimesSync(lock, minuteAgo, minuteAgo);

  expect(await withLock(lock, () => Promise.resolve('taken'))).toBe('taken');
});

test('the lock of a living process is waited for', async () => {
  const lock = aLock();
  writeFileSync(lock, String(process.pid));
  const waiting = withLock(lock, () => Promise.resolve('got it'));

  expect(await Promise.race([waiting, sleep(200, 'still waiting')])).toBe('still waiting');
  rmSync(lock);
  expect(await waiting).toBe('got it');
});
