import { pbkdf2Sync, scryptSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { isForeignHash, verifyForeignHash } from './foreign-hash.ts';
import { passwordHasher } from './password-hasher.ts';

/** From jBCrypt's and OpenBSD's own tests, RFC 6070, RFC 7914, passlib's and Django's documentation. */
const vectors: readonly [source: string, password: string, hash: string][] = [
  ['jBCrypt', 'a', '$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe'],
  ['jBCrypt', 'abc', '$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i'],
  ['bcrypt as PHP writes it', 'U*U', '$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['RFC 6070, 4096 rounds', 'password', `$pbkdf2$4096$${Buffer.from('salt').toString('base64').replaceAll('=', '')}$${Buffer.from('4b007901b765489abead49d926f721d065a429c1', 'hex').toString('base64').replaceAll('=', '')}`],
  ['RFC 7914, section 11, 80000 rounds', 'Password', `$pbkdf2-sha256$80000$${Buffer.from('NaCl').toString('base64').replaceAll('=', '')}$${Buffer.from('4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d', 'hex').toString('base64').replaceAll('=', '')}`],
  ['RFC 7914, section 12', 'pleaseletmein', `$scrypt$ln=14,r=8,p=1$${Buffer.from('SodiumChloride').toString('base64').replaceAll('=', '')}$${Buffer.from('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887', 'hex').toString('base64').replaceAll('=', '')}`],
];

/** As Django's hashers write them (docs.djangoproject.com, "Password management in Django"): the salt is text, not base64. */
const django: readonly [source: string, password: string, hash: string][] = [
  ['pbkdf2_sha256', 'lètmein', `pbkdf2_sha256$1000$seasalt$${pbkdf2Sync('lètmein', 'seasalt', 1000, 32, 'sha256').toString('base64')}`],
  ['pbkdf2_sha1', 'lètmein', `pbkdf2_sha1$1000$seasalt$${pbkdf2Sync('lètmein', 'seasalt', 1000, 20, 'sha1').toString('base64')}`],
  ['scrypt', 'lètmein', `scrypt$16384$seasalt$8$5$${scryptSync('lètmein', 'seasalt', 64, { N: 16_384, r: 8, p: 5, maxmem: 64 * 1024 * 1024 }).toString('base64')}`],
  ['bcrypt', 'abc', 'bcrypt$$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i'],
];

test('2. hashes of bcrypt, scrypt and PBKDF2 verify, those of Django among them, and a wrong password does not', () => {
  expect(vectors).toHaveLength(6);
  for (const [source, password, hash] of [...vectors, ...django]) {
    expect([source, isForeignHash(hash)]).toEqual([source, true]);
    expect([source, verifyForeignHash(password, hash), verifyForeignHash(`${password}x`, hash)]).toEqual([source, true, false]);
  }
});

test('2. argon2 of other parameters and kinds verifies, as itself and as Django writes it', async () => {
  const hasher = passwordHasher();
  // From the tests of the reference implementation, github.com/P-H-C/phc-winner-argon2, src/test.c.
  const argon2 = [
    '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4',
    '$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8',
  ];
  for (const hash of [...argon2, ...argon2.map((one) => `argon2${one}`)]) {
    expect([hash, hasher.understands(hash), hasher.isCurrent(hash)]).toEqual([hash, true, false]);
    expect([hash, await hasher.verify('password', hash), await hasher.verify('passwort', hash)]).toEqual([hash, true, false]);
  }
});

test('2. what is no hash, or costs more than anybody pays, is not understood', () => {
  const { understands } = passwordHasher();
  const refused = [
    '', 'plain text', '5f4dcc3b5aa765d61d8327deb882cf99', 'md5$salt$5f4dcc3b5aa765d61d8327deb882cf99', '$2b$31$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe',
    'pbkdf2_sha256$99999999$seasalt$AAAA', '$scrypt$ln=30,r=8,p=1$c2FsdA$AAAA', 'scrypt$3$salt$8$1$AAAA', '$argon2id$v=19$m=9999999,t=2,p=1$c29tc2FsdA$AAAA', '$argon2id$v=19$m=256,t=99,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAA', '$argon2id$v=19$m=256,t=2,p=1$c2FsdA$AAAAAAAAAAAAAAAA',
  ];
  for (const hash of refused) expect([hash, understands(hash)]).toEqual([hash, false]);
});
