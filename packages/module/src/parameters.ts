import type { DriverValueEncoder } from 'drizzle-orm';

type Parameter<Value> = DriverValueEncoder<Value, unknown> & { readonly value?: Value };

/** A `bytea`, or null. */
export const nullableBytes: Parameter<Uint8Array | null> = { mapToDriverValue: (bytes) => bytes };

/** A `bigint` key of an advisory lock, or null. */
export const nullableKey: Parameter<bigint | null> = { mapToDriverValue: (key) => key?.toString() ?? null };
