import { z } from 'zod';

const replayed = 'Shown once: null where the answer is a replay.';

/** A field of an output that is shown once, such as a new key: a stored result holds null in its place. */
export const secret = <Schema extends z.ZodType>(schema: Schema): z.ZodNullable<Schema> =>
  schema.nullable().meta({ description: [schema.description, replayed].filter((text) => text !== undefined).join(' '), secret: true });

type Redaction = (value: unknown) => unknown;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const isWrapper = (schema: z.core.$ZodType): schema is z.ZodOptional | z.ZodExactOptional | z.ZodNullable | z.ZodReadonly =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly;

function ofObject(schema: z.ZodObject, above: readonly z.core.$ZodType[]): Redaction | undefined {
  const fields = Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([name, field]) => {
    const redaction = redactionOf(field, above);
    return redaction ? [[name, redaction] as const] : [];
  });
  if (fields.length === 0) return undefined;
  return (value) => {
    if (!isRecord(value)) return value;
    const present = fields.filter(([name]) => Object.hasOwn(value, name));
    return { ...value, ...Object.fromEntries(present.map(([name, redaction]) => [name, redaction(value[name])])) };
  };
}

function ofUnion(options: readonly z.core.$ZodType[], above: readonly z.core.$ZodType[]): Redaction | undefined {
  const alternatives = options.map((option) => ({ option, redaction: redactionOf(option, above) }));
  if (alternatives.every(({ redaction }) => redaction === undefined)) return undefined;
  return (value) => {
    const chosen = alternatives.find(({ option }) => z.safeParse(option, value).success);
    return chosen?.redaction ? chosen.redaction(value) : value;
  };
}

/** What takes the secrets out of a value of the schema; undefined where it has none. A schema inside itself is looked at once. */
export function redactionOf(schema: z.core.$ZodType, above: readonly z.core.$ZodType[] = []): Redaction | undefined {
  if (above.includes(schema)) return undefined;
  const path = [...above, schema];
  if (z.globalRegistry.get(schema)?.['secret'] === true) return () => null;
  if (schema instanceof z.ZodObject) return ofObject(schema, path);
  if (schema instanceof z.ZodUnion) return ofUnion(schema.options, path);
  if (schema instanceof z.ZodArray) {
    const element = redactionOf(schema.element, path);
    return element && ((value) => (Array.isArray(value) ? value.map(element) : value));
  }
  return isWrapper(schema) ? redactionOf(schema.unwrap(), path) : undefined;
}
