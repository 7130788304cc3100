import { expect, test } from 'vitest';
import { scopeText } from './scope.ts';

test('a scope is an array of PostgreSQL, whatever is in its owners', () => {
  expect(scopeText([])).toBe('{}');
  expect(scopeText(['org_1', 'a "b"', String.raw`c\d`, 'e,f', '{}', 'NULL'])).toBe(
    String.raw`{"org_1","a \"b\"","c\\d","e,f","{}","NULL"}`,
  );
});
