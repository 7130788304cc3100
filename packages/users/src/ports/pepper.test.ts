import { hashSync, verifySync } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { passwordHasher } from './password-hasher.ts';
import { markPepper, parsePepper, readHash } from './stored-hash.ts';

const cheap = { memory: 8, passes: 1 };
const [old, young] = [parsePepper('1:the-first-pepper-of-this-test'), parsePepper('2:the-next-pepper:of-this-test')];

test('1. a hash is useless without the pepper that it was made with', async () => {
  const hash = await passwordHasher({ ...cheap, peppers: [old] }).hash('secret');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1,keyid=MQ\$/);
  const { bare, pepperVersion } = readHash(hash);
  expect(pepperVersion).toBe(1);
  expect(verifySync(bare, 'secret')).toBe(false);
  expect(verifySync(bare, 'secret', { secret: Buffer.from(old.key) })).toBe(true);
  expect(await passwordHasher({ ...cheap, peppers: [{ version: 1, key: young.key }] }).verify('secret', hash)).toBe(false);
  await expect(passwordHasher({ ...cheap, peppers: [young] }).verify('secret', hash)).rejects.toThrow('Version 1 of the pepper');
});

test('1. a new version is used for new hashes, and those of the old one verify and are no longer current', async () => {
  const before = await passwordHasher({ ...cheap, peppers: [old] }).hash('secret');
  const hasher = passwordHasher({ ...cheap, peppers: [old, young] });
  const after = await hasher.hash('secret');
  expect(readHash(after).pepperVersion).toBe(2);
  expect([await hasher.verify('secret', before), await hasher.verify('secret', after)]).toEqual([true, true]);
  expect([hasher.isCurrent(before), hasher.isCurrent(after)]).toEqual([false, true]);
});

test('1. a hash is current where it is as strong as ours or stronger', () => {
  const hasher = passwordHasher({ peppers: [old] });
  const made = (memory: number, passes: number) => markPepper(hashSync('x', { memoryCost: memory, timeCost: passes, parallelism: 1 }), old);
  expect([made(19_456, 2), made(19_456, 3), made(65_536, 2)].map((hash) => hasher.isCurrent(hash))).toEqual([true, true, true]);
  expect([made(19_456, 1), made(8192, 2), hashSync('x')].map((hash) => hasher.isCurrent(hash))).toEqual([false, false, false]);
});
