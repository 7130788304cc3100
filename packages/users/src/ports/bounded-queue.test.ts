import { expect, test } from 'vitest';
import { boundedQueue } from './bounded-queue.ts';

const held = () => {
  let release = (): void => undefined;
  const task = () => new Promise<void>((resolve) => void (release = resolve));
  return { task, release: () => release() };
};

const full = () => new Error('full');

test('runs as many as it may, keeps as many as it may, and refuses the next at once', async () => {
  const queue = boundedQueue({ concurrency: 2, capacity: 1, full });
  const [first, second, third] = [held(), held(), held()];
  const started: string[] = [];
  const run = (name: string, { task }: ReturnType<typeof held>) => queue.run(() => (started.push(name), task()));
  const all = [run('first', first), run('second', second), run('third', third)];
  await expect(queue.run(() => Promise.resolve())).rejects.toThrow('full');
  expect(started).toEqual(['first', 'second']);

  first.release();
  await all[0];
  await new Promise(setImmediate);
  expect(started).toEqual(['first', 'second', 'third']);
  second.release();
  third.release();
  await Promise.all(all);
  expect(await queue.run(() => Promise.resolve('free again'))).toBe('free again');
});

test('a task that fails frees its place', async () => {
  const queue = boundedQueue({ concurrency: 1, capacity: 1, full });
  await expect(queue.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expect(queue.run(() => { throw new Error('broken at once'); })).rejects.toThrow('broken at once');
  expect(await queue.run(() => Promise.resolve('well'))).toBe('well');
});
