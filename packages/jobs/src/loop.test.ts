import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { loop } from './loop.ts';

const forever = 1_000_000;

test('a wake during the rest starts the next pass at once', async () => {
  let passes = 0;
  const running = loop(async () => {
    passes += 1;
    return forever;
  });
  await running.first;
  await sleep(5);
  running.wake();
  await sleep(5);
  await running.stop();
  expect(passes).toBe(2);
});

test('wakes during a pass make one more pass, however many they are', async () => {
  let passes = 0;
  const running = loop(async () => {
    passes += 1;
    await sleep(10);
    return forever;
  });
  for (let count = 0; count < 5; count++) running.wake();
  await sleep(50);
  await running.stop();
  expect(passes).toBe(2);
});

test('stop waits for the pass that runs, and no other follows', async () => {
  let ended = 0;
  const running = loop(async () => {
    await sleep(20);
    ended += 1;
    return 0;
  });
  await running.stop();
  await sleep(40);
  expect(ended).toBe(1);
});
