import { randomFillSync } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from './clock.ts';

/** A resource's public id: its prefix and a UUIDv7 in Crockford's base32 (TypeID specification 0.3). */
export type Id<Prefix extends string = string> = `${Prefix}_${string}`;

/** Makes ids; UUIDv7 (RFC 9562, section 5.7), so that rows made later sort later. */
export type Ids = <Prefix extends string>(prefix: Prefix) => Id<Prefix>;

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** All numbers of so many bits as text, in tables, because ids are read and written by the hundred thousand. */
const tableOf = (bits: number, textOf: (value: number) => string): readonly string[] => Array.from({ length: 2 ** bits }, (_, value) => textOf(value));
const hexadecimal = (digits: number) => tableOf(4 * digits, (value) => value.toString(16).padStart(digits, '0'));

const [two, three] = [hexadecimal(2), hexadecimal(3)];
const letters = tableOf(10, (value) => `${alphabet.charAt(value >> 5)}${alphabet.charAt(value & 31)}`);
const values = Uint8Array.from({ length: 128 }, (_, code) => Math.max(0, alphabet.indexOf(String.fromCharCode(code))));

const valueAt = (text: string, index: number): number => values[text.charCodeAt(index)] ?? 0;
const at = (table: readonly string[], index: number): string => table[index] ?? '';

/** The 26 letters of 32 hexadecimal digits: two of the first two digits, then four of each five. */
function encode(hex: string): string {
  let text = at(letters, Number.parseInt(hex.slice(0, 2), 16));
  for (let index = 2; index < 32; index += 5) {
    const bits = Number.parseInt(hex.slice(index, index + 5), 16);
    text += at(letters, bits >> 10) + at(letters, bits & 1023);
  }
  return text;
}

/** The 32 hexadecimal digits of the 26 letters from `start` on. */
function decode(text: string, start: number): string {
  let hex = at(two, (valueAt(text, start) << 5) | valueAt(text, start + 1));
  for (let index = start + 2; index < start + 26; index += 4) {
    const bits = (valueAt(text, index) << 15) | (valueAt(text, index + 1) << 10) | (valueAt(text, index + 2) << 5) | valueAt(text, index + 3);
    hex += at(three, bits >> 8) + at(two, bits & 255);
  }
  return hex;
}

/** `0190…-…` as `org_01j…`. */
export function uuidToId<Prefix extends string>(prefix: Prefix, uuid: string): Id<Prefix> {
  return `${prefix}_${encode(uuid.replaceAll('-', ''))}`;
}

/** The UUID inside a typed id, for the database. The id must have passed `idSchema`. */
export function idToUuid(id: string): string {
  const hex = decode(id, id.length - 26);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** An id of one resource; an id of another resource is refused by a message that names both prefixes. */
export function idSchema<Prefix extends string>(prefix: Prefix): z.ZodType<Id<Prefix>, Id<Prefix>> {
  const suffix = z.string().regex(/^[0-7][0-9a-hjkmnp-tv-z]{25}$/);
  const schema: z.ZodType = z.templateLiteral([`${prefix}_`, suffix], {
    error: ({ input }) => {
      const other = typeof input === 'string' ? /^([a-z][a-z_]*)_[^_]*$/.exec(input)?.[1] : undefined;
      return other !== undefined && other !== prefix
        ? `Expected an id that starts with ${prefix}_, this one starts with ${other}_.`
        : `Expected an id like ${prefix}_01h2xcejqtf2nbrexx3vqjhp41.`;
    },
  });
  return schema as z.ZodType<Id<Prefix>, Id<Prefix>>;
}

const bytesOfId = 10;

/** Random bytes as hexadecimal digits, from the operating system many at a time. */
function randomDigits(): () => string {
  const bytes = Buffer.alloc(bytesOfId * 256);
  let used = bytes.length;
  return () => {
    if (used === bytes.length) {
      randomFillSync(bytes);
      used = 0;
    }
    return bytes.toString('hex', used, (used += bytesOfId));
  };
}

const nextDigits = randomDigits();

/** The first digit after the version: the variant of RFC 9562, and two bits of any. */
const variantOf = (digit: string): string => '89ab'.charAt(Number.parseInt(digit, 16) & 3);

/** A source of ids on `clock`; 74 bits of each come from the operating system. */
export function createIds(clock: Clock): Ids {
  return (prefix) => {
    const random = nextDigits();
    const milliseconds = clock.now().getTime().toString(16).padStart(12, '0');
    return `${prefix}_${encode(`${milliseconds}7${random.slice(0, 3)}${variantOf(random.charAt(3))}${random.slice(4, 19)}`)}`;
  };
}
