import { expect, test } from 'vitest';
import { passwordHasher } from './password-hasher.ts';

test('1. a password is kept as argon2id with 19 MiB, two passes and a salt of 16 bytes of its own', async () => {
  const hasher = passwordHasher();
  const [one, other] = [await hasher.hash('correct horse battery staple'), await hasher.hash('correct horse battery staple')];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(other).not.toBe(one);
  expect(await hasher.verify('correct horse battery staple', one)).toBe(true);
  expect(await hasher.verify('correct horse battery stable', one)).toBe(false);
});

test('7. without a hash to compare with, the comparison is made all the same and fails', async () => {
  const hasher = passwordHasher();
  const hash = await hasher.hash('x');
  await hasher.verify('x', undefined);
  const timed = async (against: string | undefined) => {
    const started = process.cpuUsage();
    expect(await hasher.verify('y', against)).toBe(false);
    const { user, system } = process.cpuUsage(started);
    return user + system;
  };
  const least = async (against: string | undefined) => Math.min(await timed(against), await timed(against), await timed(against));
  expect(await least(undefined)).toBeGreaterThan((await least(hash)) / 2);
});

test('3. nothing of a long password is cut off', async () => {
  const hasher = passwordHasher({ memory: 8, passes: 1 });
  const long = '😀'.repeat(200);
  const hash = await hasher.hash(`${long}a`);
  expect(await hasher.verify(`${long}a`, hash)).toBe(true);
  expect(await hasher.verify(`${long}b`, hash)).toBe(false);
  expect(await hasher.verify(long, hash)).toBe(false);
});

test('6. with too many waiting the next is told to come again', async () => {
  const hasher = passwordHasher({ concurrency: 1, capacity: 2 });
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => hasher.hash('x')));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  // One at work and two that wait; while the thread starts, even the first one waits.
  expect([7, 8]).toContain(refused.length);
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'users.busy', kind: 'unavailable', retryAfter: 2 });
});
