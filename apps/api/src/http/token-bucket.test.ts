import { expect, test } from 'vitest';
import { createBuckets } from './token-bucket.ts';

const policy = { name: 'user', quota: 10, windowSeconds: 60 };
const start = Date.parse('2027-01-01T00:00:00Z');

test('a quota may be spent at once, and one request more is told when to come back', () => {
  const buckets = createBuckets(policy);
  const taken = Array.from({ length: 11 }, () => buckets.take('ada', start));
  expect(taken.map(({ allowed }) => allowed)).toEqual([...Array.from({ length: 10 }, () => true), false]);
  expect(taken.map(({ remaining }) => remaining)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]);
  expect(taken.at(-1)).toMatchObject({ retrySeconds: 6, resetSeconds: 60 });
});

test('it refills evenly: who waits as long as told is let through, once', () => {
  const buckets = createBuckets(policy);
  for (let count = 0; count < 10; count += 1) buckets.take('ada', start);
  expect(buckets.take('ada', start + 5999).allowed).toBe(false);
  expect(buckets.take('ada', start + 6000).allowed).toBe(true);
  expect(buckets.take('ada', start + 6000).allowed).toBe(false);
  expect(buckets.look('ada', start + 120_000)).toMatchObject({ remaining: 10, resetSeconds: 0 });
});

test('looking takes nothing, and one subject takes nothing of another', () => {
  const buckets = createBuckets(policy);
  for (let count = 0; count < 10; count += 1) buckets.take('ada', start);
  expect(buckets.look('grace', start).remaining).toBe(10);
  expect(buckets.look('grace', start).remaining).toBe(10);
  expect(buckets.take('grace', start)).toMatchObject({ allowed: true, remaining: 9 });
});

test('memory has a limit: who has been quiet for longest is forgotten', () => {
  const buckets = createBuckets(policy, 3);
  for (const subject of ['a', 'b', 'c', 'a', 'd']) buckets.take(subject, start);
  expect(['a', 'b', 'c', 'd'].map((subject) => buckets.look(subject, start).remaining)).toEqual([8, 10, 9, 9]);
});
