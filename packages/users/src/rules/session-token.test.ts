import { expect, test } from 'vitest';
import { equalHashes, formatSessionToken, hashSecret, parseSessionToken } from './session-token.ts';

const id = 'sess_01h2xcejqtf2nbrexx3vqjhp41';
const secret = Uint8Array.from({ length: 32 }, (_, index) => index);

test('a token names its session and proves its secret', () => {
  const token = formatSessionToken(id, secret);
  expect(token).toMatch(/^pls_01h2xcejqtf2nbrexx3vqjhp41_[\w-]{43}$/);
  expect(parseSessionToken(token)).toEqual({ sessionId: id, secretHash: hashSecret(secret) });
});

test('what is not quite a token is none', () => {
  const token = formatSessionToken(id, secret);
  for (const text of ['', token.slice(1), `${token}A`, token.toUpperCase(), token.replace('pls_', 'plk_'), `${token}\n`, ` ${token}`, token.replace('_0', '_8')]) {
    expect([text, parseSessionToken(text)]).toEqual([text, undefined]);
  }
});

test('hashes are equal by every byte', () => {
  const other = Uint8Array.from(secret);
  other[31] = 0;
  expect(equalHashes(hashSecret(secret), hashSecret(Uint8Array.from(secret)))).toBe(true);
  expect(equalHashes(hashSecret(secret), hashSecret(other))).toBe(false);
  expect(equalHashes(hashSecret(secret), new Uint8Array())).toBe(false);
});
