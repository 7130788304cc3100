import type { Column, DriverValueEncoder, Placeholder, SQL } from 'drizzle-orm';

type Parameter<Value> = DriverValueEncoder<Value, unknown> & { readonly value?: Value };

const as = <Value>(encode: (value: Value) => unknown): Parameter<Value> => ({ mapToDriverValue: encode });

/** Many values of a column, for `= any(…)` and `unnest(…)`. */
export const arrayOf = <C extends Column>(column: C): Parameter<readonly C['_']['data'][]> =>
  as((values) => values.map((value) => column.mapToDriverValue(value)));

export const integer: Parameter<number> = as((value) => value);
export const text: Parameter<string> = as((value) => value);
export const nullableText: Parameter<string | null> = as((value) => value);
export const instant: Parameter<Date> = as((value) => value.toISOString());
export const nullableInstant: Parameter<Date | null> = as((value) => value?.toISOString() ?? null);
export const json: Parameter<unknown> = as((value) => JSON.stringify(value));

/** A parameter for `.limit(…)`, which takes any SQL though its type names placeholders alone. */
export const limitOf = (limit: SQL<number>): Placeholder => limit as unknown as Placeholder;
