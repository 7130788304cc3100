import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalName } from './canonical-name.ts';

test.each([
  ['Analytical Engine', 'analytical engine'],
  ['  ANALYTICAL \t Engine ', 'analytical engine'],
  ['Cafe\u0301', 'caf\u00e9'],
])('%j is compared as %j', (name, compared) => {
  expect(canonicalName(name)).toBe(compared);
});

test('what is canonical stays as it is', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => canonicalName(canonicalName(name)) === canonicalName(name)));
});
