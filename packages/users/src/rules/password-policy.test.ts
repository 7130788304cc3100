import { expect, test } from 'vitest';
import { commonPasswords } from '../ports/common-passwords.ts';
import { type JudgedPassword, normalPassword, passwordProblems } from './password-policy.ts';

const judge = async (judged: Partial<JudgedPassword> & { password: string }) =>
  passwordProblems({ address: 'ada.lovelace@example.com', product: 'Plinth', factorEnforced: false, ...judged }, await commonPasswords()).map(({ code }) => code);

test('3. 15 code points alone, 8 with an enforced second factor', async () => {
  for (const [length, alone, withFactor] of [[7, false, false], [8, false, true], [14, false, true], [15, true, true]] as const) {
    for (const character of ['ж', '密', '😀', '"']) {
      const password = character.repeat(length);
      expect([password, (await judge({ password })).length === 0]).toEqual([password, alone]);
      expect([password, (await judge({ password, factorEnforced: true })).length === 0]).toEqual([password, withFactor]);
    }
  }
});

test('4. the 3,000 most common passwords are refused with the network off, however they are capitalised', async () => {
  const listed = [...(await commonPasswords())];
  expect(listed.length).toBeGreaterThan(3000);
  expect(listed.slice(0, 10)).toEqual(expect.arrayContaining(['123456', 'password', 'qwerty', '12345678']));
  expect(listed.filter((password) => normalPassword(password) !== password)).toEqual([]);
  for (const password of listed.slice(0, 3000)) {
    expect([password, (await judge({ password, factorEnforced: true })).includes('password_too_common')]).toEqual([password, true]);
  }
  for (const password of ['passwordpassword', 'PassWordPassWord', 'QWERTY123456789', 'ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ']) expect([password, await judge({ password })]).toEqual([password, ['password_too_common']]);
});

test('4. what holds the local part of the address or the name of the product is refused', async () => {
  for (const password of ['my name is Ada.Lovelace', 'ADA.LOVELACE 1815!!', 'I have used plinth for years']) expect([password, await judge({ password })]).toEqual([password, ['password_personal']]);
  expect(await judge({ password: 'a long walk along the quay', address: 'al@example.com' })).toEqual([]);
  expect(await judge({ password: 'ada.lovelace in the open', address: undefined })).toEqual([]);
});

test('4. there are no rules of composition', async () => {
  for (const password of ['all lower case words', 'ALLUPPERCASEWORDS', '314159265358979323', '                      .', '密码很长的一句话没有人会猜到的']) expect([password, await judge({ password })]).toEqual([password, []]);
});
