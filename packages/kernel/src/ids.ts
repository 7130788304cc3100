import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from './clock.ts';

/** A resource's public id: its prefix and a UUIDv7 in Crockford's base32 (TypeID specification 0.3). */
export type Id<Prefix extends string = string> = `${Prefix}_${string}`;

/** Makes ids; UUIDv7 (RFC 9562, section 5.7), so that rows made later sort later. */
export type Ids = <Prefix extends string>(prefix: Prefix) => Id<Prefix>;

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const suffixLength = 26;

function encode(value: bigint): string {
  let text = '';
  for (let rest = value; text.length < suffixLength; rest >>= 5n) text = `${alphabet.charAt(Number(rest & 31n))}${text}`;
  return text;
}

const decode = (suffix: string): bigint =>
  Array.from(suffix).reduce((value, letter) => (value << 5n) | BigInt(alphabet.indexOf(letter)), 0n);

/** `0190…-…` as `org_01j…`. */
export function uuidToId<Prefix extends string>(prefix: Prefix, uuid: string): Id<Prefix> {
  return `${prefix}_${encode(BigInt(`0x${uuid.replaceAll('-', '')}`))}`;
}

/** The UUID inside a typed id, for the database. The id must have passed `idSchema`. */
export function idToUuid(id: string): string {
  const hex = decode(id.slice(id.lastIndexOf('_') + 1)).toString(16).padStart(32, '0');
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

/** A source of ids on `clock`; 74 bits of each come from the operating system. */
export function createIds(clock: Clock): Ids {
  return (prefix) => {
    const random = BigInt(`0x${randomBytes(10).toString('hex')}`);
    const milliseconds = BigInt(clock.now().getTime());
    const high = (random >> 68n) & 0xfffn;
    const low = random & 0x3fff_ffff_ffff_ffffn;
    return `${prefix}_${encode((milliseconds << 80n) | (7n << 76n) | (high << 64n) | (2n << 62n) | low)}`;
  };
}
