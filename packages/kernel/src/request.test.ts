import { expect, test } from 'vitest';
import { z } from 'zod';
import { fieldIssues } from './request.ts';

test('every problem is named by a JSON Pointer, unknown fields by their own', () => {
  const schema = z.strictObject({ name: z.string(), 'a/b': z.array(z.strictObject({ n: z.int() })) });
  const { error } = schema.safeParse({ name: 1, 'a/b': [{ n: 1.5, extra: true }], other: 1 });
  expect(fieldIssues(error?.issues ?? []).map(({ pointer, code }) => [pointer, code])).toEqual([
    ['/name', 'invalid_type'],
    ['/a~1b/0/n', 'invalid_type'],
    ['/a~1b/0/extra', 'unknown_field'],
    ['/other', 'unknown_field'],
  ]);
});
