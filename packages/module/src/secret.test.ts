import { expect, test } from 'vitest';
import { z } from 'zod';
import { redactionOf, secret } from './secret.ts';

const key = z.strictObject({ id: z.string(), key: secret(z.string()).exactOptional() });

test.each([
  ['a field', key, { id: '1', key: 's' }, { id: '1', key: null }],
  ['a field that is left out', key, { id: '1' }, { id: '1' }],
  ['what lies deeper', z.strictObject({ made: z.array(key).nullable() }), { made: [{ id: '1', key: 's' }] }, { made: [{ id: '1', key: null }] }],
  ['one shape of several', z.union([z.strictObject({ status: z.literal('none') }), key]), { id: '1', key: 's' }, { id: '1', key: null }],
  ['another shape of several', z.union([z.strictObject({ status: z.literal('none') }), key]), { status: 'none' }, { status: 'none' }],
  ['what says more of itself', z.strictObject({ codes: secret(z.array(z.string())).meta({ description: 'Ten.' }) }), { codes: ['a'] }, { codes: null }],
])('%s: the secrets are taken out and nothing else', (_what, schema, value, without) => {
  expect(redactionOf(schema)?.(value)).toEqual(without);
  expect(schema.safeParse(without).success).toBe(true);
});

test('a schema without a secret has nothing to take out, though it contains itself', () => {
  const tree = z.strictObject({
    name: z.string(),
    get children() {
      return z.array(tree);
    },
  });
  expect(redactionOf(tree)).toBeUndefined();
});
