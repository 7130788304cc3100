import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** Their regular expressions say at length what the format says already. */
const selfExplaining = new Set(['date-time', 'date', 'email', 'uuid', 'uri']);

const isObject = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null && !Array.isArray(value);

function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (!isObject(value)) return value;
  const explained = typeof value['format'] === 'string' && selfExplaining.has(value['format']);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => key !== '$schema' && key !== '$defs' && !(key === 'secret' && inner === true) && !(explained && key === 'pattern'))
      .map(([key, inner]) => [key, key === '$ref' && typeof inner === 'string' ? inner.replace('#/$defs/', '#/components/schemas/') : tidy(inner)]),
  );
}

/** Collects the named schemas of a document: each once, wherever it is used. */
export interface Components {
  /** The schema as the document shows it: a named one is a `$ref`. */
  schemaOf(schema: z.ZodType): JsonSchema;
  readonly schemas: Readonly<Record<string, JsonSchema>>;
}

export function createComponents(): Components {
  const schemas: Record<string, JsonSchema> = {};

  function add(name: string, definition: unknown): void {
    const schema = tidy(definition) as JsonSchema;
    const before = schemas[name];
    if (before && JSON.stringify(before) !== JSON.stringify(schema)) throw new Error(`Two schemas are named ${name}, and they differ.`);
    schemas[name] = schema;
  }

  return {
    schemas,
    schemaOf: (schema) => {
      const json = z.toJSONSchema(schema);
      for (const [name, definition] of Object.entries(json.$defs ?? {})) add(name, definition);
      return tidy(json) as JsonSchema;
    },
  };
}
