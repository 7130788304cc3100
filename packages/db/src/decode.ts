import { Column, is, SQL } from 'drizzle-orm';

/** How a prepared Drizzle query describes its result: one entry a column, in order. */
export interface OrderedField {
  readonly path: readonly string[];
  readonly field: unknown;
}

interface Decoder {
  mapFromDriverValue(value: unknown): unknown;
}

function decoderOf(field: unknown): Decoder {
  if (is(field, Column)) return field;
  const expression = is(field, SQL) ? field : is(field, SQL.Aliased) ? field.sql : undefined;
  if (expression && 'decoder' in expression) return expression.decoder as Decoder;
  throw new Error('A compiled query selects columns and SQL expressions only.');
}

/** Makes an object of a row of values. Selections are flat: a row is one thing, and a nested one is made by the caller. */
export function rowDecoder(fields: readonly OrderedField[]): (row: readonly unknown[]) => Record<string, unknown> {
  const columns = fields.map(({ path, field }) => {
    const [name, ...deeper] = path;
    if (name === undefined || deeper.length > 0) throw new Error(`Select ${path.join('.')} under a name of its own.`);
    return { name, decoder: decoderOf(field) };
  });
  return (row) => {
    const decoded: Record<string, unknown> = {};
    for (const [index, { name, decoder }] of columns.entries()) {
      const value = row[index];
      decoded[name] = value === null ? null : decoder.mapFromDriverValue(value);
    }
    return decoded;
  };
}
