import fc from 'fast-check';
import type { Contract, Schema } from './contract.ts';

const text = (schema: Schema): fc.Arbitrary<string> => {
  const least = Number(schema['minLength'] ?? 0);
  return fc.string({ unit: 'binary', minLength: least, maxLength: Math.max(least, Math.min(Number(schema['maxLength'] ?? 40), 40)) });
};

function matching(pattern: string, otherwise: fc.Arbitrary<string>): fc.Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'));
  } catch {
    return otherwise;
  }
}

const formats: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'date-time': fc.date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true }).map((date) => date.toISOString()),
  date: fc.constantFrom('2027-02-28', '2028-02-29', '2027-02-29'),
  email: fc.emailAddress(),
  ipv4: fc.ipV4(),
  ipv6: fc.ipV6(),
  cidrv4: fc.ipV4().map((address) => `${address}/24`),
  cidrv6: fc.constant('2001:db8::/32'),
};

const idPrefix = (pattern: unknown): string | undefined => (typeof pattern === 'string' ? /^\^([a-z]+)_\[/.exec(pattern)?.[1] : undefined);

/** Values of the contract's schemas: mostly valid, as far as a schema can say what is. `ids` are there, by their prefix. */
export function valuesOf(contract: Contract, ids: Readonly<Record<string, string>>): (schema: Schema, depth?: number) => fc.Arbitrary<unknown> {
  function textOf(schema: Schema): fc.Arbitrary<unknown> {
    const { pattern, format } = schema;
    const prefix = idPrefix(pattern);
    const known = prefix === undefined ? undefined : ids[prefix];
    if (known !== undefined) return fc.oneof({ weight: 4, arbitrary: fc.constant(known) }, matching(String(pattern), text(schema)));
    if (typeof format === 'string') return formats[format] ?? text(schema);
    if (typeof pattern === 'string') return matching(pattern, text(schema));
    return fc.oneof(fc.constantFrom('a', 'A name', 'api_calls', '10', '0.5', 'Ünïcode 🦊'), text(schema));
  }

  function objectOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
    const required = (schema['required'] ?? []) as string[];
    const kept = Object.entries(properties).filter(([name]) => depth < 6 || required.includes(name));
    if (kept.length === 0 && schema['additionalProperties'] !== false) return fc.dictionary(fc.string({ maxLength: 10 }), fc.string({ maxLength: 10 }), { maxKeys: 4 });
    return fc.record(Object.fromEntries(kept.map(([name, inner]) => [name, values(inner, depth + 1)])), { requiredKeys: required.filter((name) => name in properties) });
  }

  function values(given: Schema, depth = 0): fc.Arbitrary<unknown> {
    const schema = contract.resolve(given);
    const choices = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined;
    if (choices) return fc.oneof(...choices.map((choice) => values(choice, depth)));
    if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
    if ('const' in schema) return fc.constant(schema['const']);
    switch (schema['type']) {
      case 'string':
        return textOf(schema);
      case 'integer':
        return fc.integer({ min: Math.max(Number(schema['minimum'] ?? -1000), -1e9), max: Math.min(Number(schema['maximum'] ?? 1000), 1e9) });
      case 'number':
        return fc.double({ noNaN: true, noDefaultInfinity: true });
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      case 'array':
        return fc.array(values((schema['items'] ?? {}) as Schema, depth + 1), { minLength: Number(schema['minItems'] ?? 0), maxLength: Math.max(Number(schema['minItems'] ?? 0), 3) });
      case 'object':
        return objectOf(schema, depth);
      default:
        return fc.jsonValue({ maxDepth: 2 });
    }
  }
  return values;
}
