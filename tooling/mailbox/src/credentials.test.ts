import { expect, test } from 'vitest';
import { credentialsIn } from './credentials.ts';

test('the code is the number of six to eight digits that stands alone', () => {
  expect(credentialsIn('Your code is 123456.').code).toBe('123456');
  expect(credentialsIn('In 2026, order 12345 for 1234567890.').code).toBeNull();
});

test('digits inside a link are no code', () => {
  expect(credentialsIn('Go to http://127.0.0.1:3000/verify/123456 now')).toEqual({ code: null, link: 'http://127.0.0.1:3000/verify/123456', token: null });
});

test('the token is in the query of the first link, or behind its hash', () => {
  expect(credentialsIn('Open\nhttps://app.example.com/reset?a=1&token=abc_DEF-1\nor write to us.').token).toBe('abc_DEF-1');
  expect(credentialsIn('https://app.example.com/reset#token=xyz').token).toBe('xyz');
});

test('a mail without any of them has none', () => {
  expect(credentialsIn('Hello.')).toEqual({ code: null, link: null, token: null });
});
