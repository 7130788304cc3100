import { expect, test } from 'vitest';
import { arrayText } from './array-text.ts';

test('values that look like syntax stay values', () => {
  expect(arrayText(['a,b', '{c}', 'say "d"', 'back\\slash', ''])).toBe('{"a,b","{c}","say \\"d\\"","back\\\\slash",""}');
  expect(arrayText([])).toBe('{}');
});
