import { expect, test } from 'vitest';
import { formatApiKey, hashOfKey, parseApiKey } from './api-key-token.ts';

const id = 'key_01h2xcejqtf2nbrexx3vqjhp41';
const key = formatApiKey('live', id, new Uint8Array(32).fill(255));

test('35. a key is its environment, its id, 43 digits of secret and 6 of a CRC-32', () => {
  expect(key).toMatch(/^plk_live_01h2xcejqtf2nbrexx3vqjhp41_[0-9a-z]{49}$/i);
  expect(formatApiKey('live', id, new Uint8Array(32))).toMatch(/_0{43}[0-9a-z]{6}$/i);
  expect(parseApiKey('live', key)).toEqual({ keyId: id, secretHash: hashOfKey(key) });
});

test('35. a typing error anywhere, or another environment, is told without looking anything up', () => {
  expect(parseApiKey('test', key)).toBeUndefined();
  const others = Array.from(key, (character, index) => `${key.slice(0, index)}${character === 'a' ? 'b' : 'a'}${key.slice(index + 1)}`);
  expect(others).toHaveLength(key.length);
  for (const other of others) expect([other, parseApiKey('live', other)]).toEqual([other, undefined]);
  for (const other of ['', 'plk', key.slice(0, -1), `${key}0`, ` ${key}`, key.toUpperCase()]) expect(parseApiKey('live', other)).toBeUndefined();
});
