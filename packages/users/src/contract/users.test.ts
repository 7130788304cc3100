import type { Module } from '@plinth/module';
import { expect, expectTypeOf, test } from 'vitest';
import { usersContract } from './contract.ts';
import type { Users } from './users.ts';

type Made = Module<typeof usersContract>;

test('the interface that callers hold is the contract, name by name', () => {
  expectTypeOf<Made>().toExtend<Users>();
  expectTypeOf<keyof Users['services']>().toEqualTypeOf<keyof Made['services']>();
  expectTypeOf<keyof Users['selectors']>().toEqualTypeOf<keyof Made['selectors']>();
  expectTypeOf<Parameters<Users['services']['signIn']>>().toEqualTypeOf<Parameters<Made['services']['signIn']>>();
  expectTypeOf<Users['services']['verifyEmail']>().returns.toEqualTypeOf<ReturnType<Made['services']['verifyEmail']>>();
});

const { signUp, signIn } = usersContract.services;
const good = { email: 'ada@example.com', password: 'correct horse battery staple', name: 'Ada' };
const problems = (input: object) => signUp.input.safeParse(input).error?.issues.map(({ path }) => path.join('/')) ?? [];

test('3. a new password has 15 characters, counted as people see them, and at most 1,024 bytes', () => {
  for (const password of ['a'.repeat(15), '密'.repeat(15), '😀'.repeat(15), ' '.repeat(15), 'x'.repeat(256), 'x'.repeat(1024)]) {
    expect([password, problems({ ...good, password })]).toEqual([password, []]);
  }
  for (const password of ['a'.repeat(14), '😀'.repeat(8), 'x'.repeat(1025), '密'.repeat(342), `${'a'.repeat(15)}\u0000`, `${'a'.repeat(15)}\ud800`]) {
    expect([password, problems({ ...good, password })]).toEqual([password, ['password']]);
  }
});

test('signing in takes any password that could ever have been set', () => {
  expect(signIn.input.safeParse({ email: good.email, password: 'short' }).success).toBe(true);
});

test('addresses and names that are none are refused by name, all at once', () => {
  for (const email of ['', 'ada', 'ada@', '@example.com', 'ada@example', 'a b@example.com', 'ada@example.com\r\nBcc: x@example.com', `${'a'.repeat(250)}@example.com`, 'ada@exämple.com']) {
    expect([email, problems({ ...good, email })[0]]).toEqual([email, 'email']);
  }
  for (const name of ['', '   ', 'a'.repeat(201), 'Ada\u0000', 'Ada\nLovelace']) expect([name, problems({ ...good, name })[0]]).toEqual([name, 'name']);
  expect(problems({ email: 5, password: null })).toEqual(['email', 'password', 'name']);
});
