import { expect, test } from 'vitest';
import { eventually } from './eventually.ts';

test('an attempt is made again until it holds', async () => {
  let attempts = 0;
  const result = await eventually(() => {
    attempts += 1;
    expect(attempts).toBe(3);
    return 'held';
  });
  expect(result).toBe('held');
});

test('an attempt that never holds rejects with what it said last', async () => {
  let attempts = 0;
  const never = () => Promise.reject(new Error(`attempt ${++attempts}`));
  await expect(eventually(never, 100)).rejects.toThrow(/attempt [2-9]/);
});
