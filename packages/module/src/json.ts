import { createHash } from 'node:crypto';

type Primitive = string | number | boolean | null;

/** `T` where it is JSON as it stands; `never` where a Date, bigint, undefined, function or class would be lost on the way. */
export type Json<T> = T extends Primitive
  ? T
  : T extends Date | bigint | symbol | undefined | ((...values: never[]) => unknown)
    ? never
    : { [Key in keyof T]: Json<T[Key]> };

/** JSON with sorted keys: equal values have equal text (after RFC 8785, for the values that contracts allow). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

export const sha256 = (...parts: (string | Uint8Array)[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
