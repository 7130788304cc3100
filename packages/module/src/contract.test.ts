import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineContract, operation } from './contract.ts';

const empty = z.strictObject({});

test('a contract is refused where JSON would lose something', () => {
  // @ts-expect-error: a Date does not survive JSON
  operation({ input: z.strictObject({ at: z.date() }), output: empty });
  // @ts-expect-error: a bigint does not survive JSON
  operation({ input: empty, output: z.strictObject({ amount: z.bigint() }) });
  // @ts-expect-error: undefined does not survive JSON; leave the key out by exactOptional()
  operation({ input: z.strictObject({ name: z.string().optional() }), output: empty });
  // @ts-expect-error: what goes in must be what comes out
  operation({ input: z.strictObject({ limit: z.string().transform(Number) }), output: empty });
  // @ts-expect-error: a default makes the input another type than the output
  operation({ input: z.strictObject({ limit: z.int().default(20) }), output: empty });
  expect(operation({ input: z.strictObject({ name: z.string().exactOptional() }), output: empty }).errors).toEqual([]);
});

test('a schema that cannot be documented is refused at start, by name', () => {
  const unwritable = { input: z.custom<string>(() => true), output: empty, errors: [] };
  expect(() => defineContract('notes', { services: { write: unwritable }, selectors: {}, subscribers: {} })).toThrow('notes.write cannot be written as JSON Schema.');
});
