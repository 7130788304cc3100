import { createHash, pbkdf2Sync, scryptSync, timingSafeEqual } from 'node:crypto';
import { verifySync as verifyBcrypt } from '@node-rs/bcrypt';

interface Format {
  readonly form: RegExp;
  /** Whether the costs it names are ones that we pay for. */
  readonly isAffordable: (parts: readonly string[]) => boolean;
  readonly verify: (password: string, parts: readonly string[]) => boolean;
}

/** A PBKDF2 of Django with a million rounds takes half a second; what is much dearer would be somebody's way to stop us. */
const most = { rounds: 5_000_000, bcryptCost: 15, scryptBytes: 256 * 1024 * 1024 };

const equals = (one: Buffer, other: Buffer): boolean => one.length === other.length && timingSafeEqual(one, other);

/** Base64 as PHC strings have it, or with `.` for `+` as passlib writes it. */
const bytesOf = (text: string): Buffer => Buffer.from(text.replaceAll('.', '+'), 'base64');

function verifyPbkdf2(password: string, [digest = '', rounds = '', , hash = '']: readonly string[], salt: Buffer | string): boolean {
  const wanted = bytesOf(hash);
  return equals(pbkdf2Sync(password, salt, Number(rounds), wanted.length, digest === '' ? 'sha1' : digest), wanted);
}

function verifyScrypt(password: string, salt: Buffer | string, { N, r, p, hash }: { N: number; r: number; p: number; hash: string }): boolean {
  const wanted = bytesOf(hash);
  return equals(scryptSync(password, salt, wanted.length, { N, r, p, maxmem: 2 * most.scryptBytes }), wanted);
}

const fewRounds = ([, rounds]: readonly string[]): boolean => Number(rounds) >= 1 && Number(rounds) <= most.rounds;
const isPowerOfTwo = (n: number): boolean => n > 1 && Number.isInteger(Math.log2(n));
const littleMemory = (N: number, r: number, p: number): boolean => isPowerOfTwo(N) && r > 0 && p > 0 && p <= 16 && 128 * N * r <= most.scryptBytes;

/** Of Argon2 the library reads what it costs from the string; these are the bounds: 1 GiB, 20 passes, a salt of 8 bytes (RFC 9106, section 3.1). */
export const isAffordableArgon2 = (hash: string): boolean => {
  const [, memory, passes, lanes] = /^\$argon2(?:id|i|d)\$v=\d+\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})(?:,keyid=[\w+/]+)?\$[\w+/]{11,}\$[\w+/]{16,}$/.exec(hash) ?? [];
  return memory !== undefined && Number(memory) <= 1024 * 1024 && Number(passes) <= 20 && Number(lanes) <= 16;
};

const cheapBcrypt = ([, cost]: readonly string[]): boolean => Number(cost) <= most.bcryptCost;

/** Bcrypt itself, and what Django (`bcrypt_sha256$`, `pbkdf2_sha256$`, `scrypt$`) and passlib (`$pbkdf2-sha256$`, `$scrypt$`) write. */
const formats: readonly Format[] = [
  { form: /^(?:bcrypt\$)?(\$2[aby]\$(\d\d)\$[./\w]{53})$/, isAffordable: cheapBcrypt, verify: (password, [hash = '']) => verifyBcrypt(password, hash) },
  {
    form: /^bcrypt_sha256\$(\$2[aby]\$(\d\d)\$[./\w]{53})$/,
    isAffordable: cheapBcrypt,
    verify: (password, [hash = '']) => verifyBcrypt(createHash('sha256').update(password).digest('hex'), hash),
  },
  { form: /^pbkdf2_(sha1|sha256|sha512)\$(\d{1,8})\$([^$]+)\$([\w+/]+=*)$/, isAffordable: fewRounds, verify: (password, parts) => verifyPbkdf2(password, parts, parts[2] ?? '') },
  {
    form: /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(\d{1,8})\$([\w./+]+)\$([\w./+]+)$/,
    isAffordable: fewRounds,
    verify: (password, parts) => verifyPbkdf2(password, parts, bytesOf(parts[2] ?? '')),
  },
  {
    form: /^scrypt\$(\d{1,8})\$([^$]+)\$(\d{1,3})\$(\d{1,2})\$([\w+/]+=*)$/,
    isAffordable: ([N, , r, p]) => littleMemory(Number(N), Number(r), Number(p)),
    verify: (password, [N, salt = '', r, p, hash = '']) => verifyScrypt(password, salt, { N: Number(N), r: Number(r), p: Number(p), hash }),
  },
  {
    form: /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/,
    isAffordable: ([ln, r, p]) => littleMemory(2 ** Number(ln), Number(r), Number(p)),
    verify: (password, [ln, r, p, salt = '', hash = '']) =>
      verifyScrypt(password, bytesOf(salt), { N: 2 ** Number(ln), r: Number(r), p: Number(p), hash }),
  },
];

function formatOf(hash: string): { format: Format; parts: readonly string[] } | undefined {
  for (const format of formats) {
    const match = format.form.exec(hash);
    if (match) return { format, parts: match.slice(1).map((part: string | undefined) => part ?? '') };
  }
  return undefined;
}

/** Whether the hash has a form that `verifyForeignHash` knows, at a cost that it pays. */
export function isForeignHash(hash: string): boolean {
  const found = formatOf(hash);
  return found?.format.isAffordable(found.parts) === true;
}

/** Compares a password with a hash of another system; false for a form that is not known. */
export function verifyForeignHash(password: string, hash: string): boolean {
  const found = formatOf(hash);
  return found?.format.isAffordable(found.parts) === true && found.format.verify(password, found.parts);
}
