import { type Id, idSchema } from '@plinth/kernel';
import { hashSecret } from './session-token.ts';

/** 256 bits. */
export const keySecretBytes = 32;

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretLength = 43;
const checksumLength = 6;

const form = /^plk_([a-z]{1,20})_([0-7][0-9a-hjkmnp-tv-z]{25})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;
const keyId = idSchema('key');

/** In base 62, so that a double click takes the whole of it. */
function base62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest /= 62n) text = `${digits.charAt(Number(rest % 62n))}${text}`;
  return text;
}

/** CRC-32 of IEEE 802.3, over ASCII. */
function crc32(text: string): number {
  let crc = 0xffff_ffff;
  for (const character of text) {
    crc ^= character.charCodeAt(0);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return ~crc >>> 0;
}

const checksumOf = (text: string): string => base62(BigInt(crc32(text)), checksumLength);

/** `plk_<environment>_<id>_<secret><crc>`: 43 digits of secret and 6 of checksum, in base 62. */
export function formatApiKey(environment: string, id: Id<'key'>, secret: Uint8Array): string {
  const text = `plk_${environment}_${id.slice('key_'.length)}_${base62(BigInt(`0x${Buffer.from(secret).toString('hex')}`), secretLength)}`;
  return `${text}${checksumOf(text)}`;
}

export interface PresentedKey {
  readonly keyId: Id<'key'>;
  readonly secretHash: Buffer;
}

/** What to look up and to compare; undefined for text that is no key of this environment, a typing error among them. */
export function parseApiKey(environment: string, text: string): PresentedKey | undefined {
  const [, of, suffix, secret, checksum] = form.exec(text) ?? [];
  if (of !== environment || suffix === undefined || secret === undefined) return undefined;
  if (checksumOf(text.slice(0, -checksumLength)) !== checksum) return undefined;
  return { keyId: keyId.parse(`key_${suffix}`), secretHash: hashKeySecret(secret) };
}

/** Of the digits as they stand in the key. */
const hashKeySecret = (secret: string): Buffer => hashSecret(Buffer.from(secret));

/** What the database keeps of the key's secret. */
export function hashOfKey(key: string): Buffer {
  return hashKeySecret(key.slice(-secretLength - checksumLength, -checksumLength));
}
