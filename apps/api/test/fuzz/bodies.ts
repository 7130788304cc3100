import fc from 'fast-check';

/** What is wrong everywhere, as JSON text: types, ends of ranges, numbers that are none, texts that no column takes. */
export const fragments = [
  'null', 'true', '0', '-1', '1.5', '9007199254740993', '1e400', '-1e400', '1e-400', '""', '" "', '"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"\\ufeff"', '[]', '{}', '[null]', '{"__proto__":{"a":1}}',
  '{"constructor":{"prototype":{"a":1}}}', '"0"', '"-0"', '"1e9"', '"NaN"', '"99999999999999999999999.99"', '"0.000000000000000000000001"', '"2027-02-30T00:00:00Z"', '"9999-12-31T23:59:59.999Z"', '"-000001-01-01T00:00:00Z"',
  '"\' or 1=1 --"', '"../../etc/passwd"', `"${'x'.repeat(300)}"`, `"${'é'.repeat(70_000)}"`, `${'['.repeat(2000)}${']'.repeat(2000)}`, `[${'0,'.repeat(3000)}0]`,
] as const;

/** Bodies that are no JSON, or hardly. */
export const broken = ['', '{', '{"a":', '{"a":1,}', "{'a':1}", '\u{feff}{}', 'null', '[]', '"text"', '1', '{"__proto__":{}}', 'NaN', '{} {}', '\u0000', `{"a":${'['.repeat(50_000)}`, '{"a":1e400}'] as const;

type Path = readonly (string | number)[];

/** The way to every value inside a value, the outermost first. */
export function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value) ? value.map((inner, index) => [index, inner]) : Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => pathsIn(inner, [...path, key]))];
}

/** A copy of `value` in which `change` has been made to the container of the last key of `path`. */
function changed(value: unknown, path: Path, change: (container: Record<string | number, unknown>, key: string | number) => void): unknown {
  const copy = structuredClone(value) as Record<string | number, unknown>;
  const last = path.at(-1);
  const container = path.slice(0, -1).reduce((inner, key) => inner[key] as Record<string | number, unknown>, copy);
  if (last !== undefined) change(container, last);
  return copy;
}

export const without = (value: unknown, path: Path): string =>
  JSON.stringify(
    changed(value, path, (container, key) => {
      if (Array.isArray(container)) container.splice(Number(key), 1);
      else Reflect.deleteProperty(container, key);
    }),
  );

const placeholder = '@placeholder@';

export const replaced = (value: unknown, path: Path, fragment: string): string =>
  path.length === 0 ? fragment : JSON.stringify(changed(value, path, (container, key) => (container[key] = placeholder))).replace(`"${placeholder}"`, () => fragment);

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const valueAt = (value: unknown, path: Path): unknown => path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value);

export const withUnknown = (value: unknown, path: Path): string => (isObject(valueAt(value, path)) ? replaced(value, path, JSON.stringify({ ...(valueAt(value, path) as object), unknownField: 1 })) : JSON.stringify(value));

/** Bodies round an example that the operation takes, and others of its schema: as text, because not all of them are JSON. */
export function bodiesRound(example: unknown, schemaValues: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const paths = pathsIn(example);
  const place = fc.constantFrom(...paths);
  const values = schemaValues.map((value) => JSON.stringify(value));
  return fc.oneof(
    fc.constant(JSON.stringify(example)),
    place.map((path) => without(example, path)),
    { weight: 3, arbitrary: fc.tuple(place, fc.constantFrom(...fragments)).map(([path, fragment]) => replaced(example, path, fragment)) },
    fc.tuple(place, fc.jsonValue({ maxDepth: 1 })).map(([path, value]) => replaced(example, path, JSON.stringify(value))),
    place.map((path) => withUnknown(example, path)),
    { weight: 4, arbitrary: values },
    fc.constantFrom(...broken),
    fc.tuple(fc.constant(JSON.stringify(example)), fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
  );
}
