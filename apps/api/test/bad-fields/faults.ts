import type { Schema } from '../fuzz/contract.ts';

type Path = readonly (string | number)[];

/** One thing that is wrong with a body, and the field that has to be named for it. */
export interface Fault {
  readonly what: string;
  readonly pointer: string;
  apply(body: unknown): unknown;
}

/** A body in which each field of a schema stands, in each of its variants, and all that can be wrong with one of them. */
export interface Shape {
  readonly example: unknown;
  readonly faults: readonly Fault[];
}

const pointerTo = (path: Path): string => path.map((key) => `/${key}`).join('');

/** A copy of a body with another value at a path, or without any where it is undefined. */
function withValue(body: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const copy = (Array.isArray(body) ? [...(body as unknown[])] : { ...(body as object) }) as Record<string | number, unknown>;
  if (rest.length === 0 && value === undefined) Reflect.deleteProperty(copy, key);
  else copy[key] = withValue(copy[key], rest, value);
  return copy;
}

const fault = (what: string, path: Path, value: unknown): Fault => ({ what: value === undefined ? what : `${what}, ${JSON.stringify(value).slice(0, 60)}`, pointer: pointerTo(path), apply: (body) => withValue(body, path, value) });

const ofOtherTypes: Readonly<Record<string, readonly unknown[]>> = {
  string: [7, true, [], {}],
  integer: ['seven', 1.5, true, {}],
  boolean: ['yes', 1, {}],
  array: ['text', 7, {}],
  object: ['text', 7, []],
};

/** The first fits where anything does. */
const texts = ['UTC', '1', 'a_key', '2027-06-01T00:00:00Z'];
const unstorable = new Set(['\u0000', '\ud800']);
const wrongTexts = ['', ' ', 'no such thing!', '-1', 'eur', '1e3', '2027-02-30T00:00:00Z', ...unstorable];

/** Shapes of a contract's schemas; `resolve` follows references, `ids` are there, by their prefix. */
export function shapesOf(resolve: (schema: Schema) => Schema, ids: Readonly<Record<string, string>>): (schema: Schema) => Shape {
  function textOf({ pattern, format }: Schema): string {
    if (format === 'date-time') return '2027-06-01T00:00:00Z';
    if (pattern === '^[A-Z]{3}$') return 'EUR';
    const fits = typeof pattern === 'string' ? new RegExp(pattern, 'u') : /./;
    const found = [...texts, ...Object.values(ids)].find((text) => fits.test(text)) ?? /^\^([a-z]+)_\[/.exec(String(pattern))?.[1];
    if (found === undefined) throw new Error(`No text is known that fits ${String(pattern)}.`);
    return found.includes('_') || fits.test(found) ? found : `${found}_01h2xcejqtf2nbrexx3vqjhp41`;
  }

  function text(schema: Schema, path: Path): Shape {
    const { pattern, format, maxLength } = schema;
    const fits = typeof pattern === 'string' ? new RegExp(pattern, 'u') : undefined;
    const wrong = wrongTexts.filter((each) => unstorable.has(each) || (fits ? !fits.test(each) : format === 'date-time'));
    const long = maxLength === undefined ? [] : ['x'.repeat(Number(maxLength) + 1)];
    return { example: textOf(schema), faults: [...wrong, ...long].map((value) => fault('a text that is none of it', path, value)) };
  }

  function integer({ minimum, maximum }: Schema, path: Path): Shape {
    const beyond = [minimum === undefined ? [] : [Number(minimum) - 1], maximum === undefined ? [] : [Number(maximum) + 1]].flat();
    return { example: Number(minimum ?? 1), faults: [...beyond, 2 ** 53].map((value) => fault('a number beyond the range', path, value)) };
  }

  function list(schema: Schema, path: Path): Shape {
    const item = resolve((schema['items'] ?? {}) as Schema);
    const variants = (item['oneOf'] ?? item['anyOf'] ?? [item]) as Schema[];
    const least = Math.max(Number(schema['minItems'] ?? 1), variants.length);
    const items = Array.from({ length: least }, (_, index) => shape(variants[index % variants.length] ?? item, [...path, index]));
    const example = items.map((each) => each.example);
    const most = schema['maxItems'];
    const few = Number(schema['minItems'] ?? 0) > 0 ? [fault('too few', path, [])] : [];
    const many = most === undefined ? [] : [fault('too many', path, Array.from({ length: Number(most) + 1 }, () => example[0]))];
    return { example, faults: [...few, ...many, ...items.flatMap((each) => each.faults)] };
  }

  function object(schema: Schema, path: Path): Shape {
    const fields = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>).map(([name, inner]) => ({ name, shape: shape(inner, [...path, name]) }));
    const required = (schema['required'] ?? []) as string[];
    return {
      example: Object.fromEntries(fields.map(({ name, shape: { example } }) => [name, example])),
      faults: [
        ...required.map((name) => fault('missing', [...path, name], undefined)),
        fault('a field that is unknown', [...path, 'unknownField'], 1),
        ...fields.flatMap(({ shape: { faults } }) => faults),
      ],
    };
  }

  function plain(schema: Schema, path: Path): Shape {
    const known = 'const' in schema ? [schema['const']] : (schema['enum'] as unknown[] | undefined);
    if (known) return { example: known[0], faults: [fault('a word that is unknown', path, 'unknownWord')] };
    switch (schema['type']) {
      case 'string': return text(schema, path);
      case 'integer': return integer(schema, path);
      case 'boolean': return { example: false, faults: [] };
      case 'array': return list(schema, path);
      case 'object': return object(schema, path);
      default: return { example: {}, faults: [] };
    }
  }

  function shape(given: Schema, path: Path): Shape {
    const schema = resolve(given);
    const choices = ((schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined)?.map(resolve) ?? [schema];
    const [own = schema] = choices.filter(({ type }) => type !== 'null');
    const { example, faults } = plain(own, path);
    const type = typeof own['type'] === 'string' ? own['type'] : 'string';
    const others = [...(ofOtherTypes[type] ?? []), ...(choices.some((choice) => choice['type'] === 'null') ? [] : [null])];
    return { example, faults: [...others.map((value) => fault('a value of another type', path, value)), ...faults] };
  }

  return (schema) => shape(schema, []);
}
