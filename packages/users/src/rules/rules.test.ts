import { expect, test } from 'vitest';
import { hashCode } from './one-time-token.ts';
import { canonicalAddress } from './email-address.ts';
import { failuresOfAddress, failuresOfClient, heldFor } from './guard.ts';
import { mailedLink } from './mailed-link.ts';
import { builtInRoles } from './roles.ts';
import { sessionEnd } from './session-lifetime.ts';

test('two spellings of an address are one', () => {
  expect(canonicalAddress('Ada.Lovelace@Example.COM')).toBe('ada.lovelace@example.com');
});

test('a guard holds from its limit on until its window ends, and the longest wait counts', () => {
  const [account, client] = [failuresOfAddress('a@example.com', 5), failuresOfClient('192.0.2.7', 10)];
  const count = (key: string, of: number, secondsLeft: number) => ({ key, count: of, secondsLeft });
  expect(heldFor([account, client], [])).toBe(0);
  expect(heldFor([account, client], [count(account.key, 4, 200), count(client.key, 9, 50)])).toBe(0);
  expect(heldFor([account, client], [count(account.key, 5, 200), count(client.key, 9, 50)])).toBe(200);
  expect(heldFor([account, client], [count(account.key, 5, 20), count(client.key, 10, 50)])).toBe(50);
  expect(account.key).not.toContain('example');
});

test('a code proves one purpose, one subject and one address, under one key', () => {
  const subject = { purpose: 'verify_email', subjectId: 'signup_1', address: 'a@example.com' } as const;
  const hash = hashCode('key', subject, '12345678');
  expect(hashCode('key', { ...subject }, '12345678')).toEqual(hash);
  for (const other of [hashCode('yek', subject, '12345678'), hashCode('key', { ...subject, subjectId: 'signup_2' }, '12345678'),
    hashCode('key', { ...subject, address: 'b@example.com' }, '12345678'), hashCode('key', subject, '12345679')]) {
    expect(other).not.toEqual(hash);
  }
});

test('what a link carries stands behind the #, whatever the configured page is', () => {
  expect(mailedLink('https://app.example.com/start?lang=en', 'verify-email', { email: 'a+b@example.com', code: '1' }))
    .toBe('https://app.example.com/start?lang=en#action=verify-email&email=a%2Bb%40example.com&code=1');
});

test('roles are made of what the deployed modules know', () => {
  const roles = builtInRoles(['users:organizations:read', 'billing:accounts:read', 'billing:accounts:write', 'users:members:write']);
  expect(roles.owner).toHaveLength(4);
  expect(roles.admin).toEqual(roles.owner);
  expect(roles.member).toEqual(['users:organizations:read', 'billing:accounts:read']);
  expect(roles.billing).toEqual(['users:organizations:read', 'billing:accounts:read', 'billing:accounts:write']);
});

test("an operator's session lasts a day, anyone else's thirty", () => {
  const now = new Date('2027-01-01T12:00:00Z');
  const limits = { sessionDays: 30, sessionIdleDays: 14, operatorSessionHours: 24, operatorSessionIdleMinutes: 60 };
  expect(sessionEnd(now, { operator: true }, limits).toISOString()).toBe('2027-01-02T12:00:00.000Z');
  expect(sessionEnd(now, { operator: false }, limits).toISOString()).toBe('2027-01-31T12:00:00.000Z');
});
