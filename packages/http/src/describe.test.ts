import { expect, test } from 'vitest';
import { z } from 'zod';
import { libraryContract, libraryErrors } from '../test/library.ts';
import { describe } from './index.ts';

test('a schema that lets unknown fields pass is an error of the program', () => {
  const loose = z.object({ title: z.string() });
  expect(() => describe(libraryContract, 'addBook', { tag: 'Books', summary: 'Add', body: loose })).toThrow('addBook: its body would let unknown fields pass');
});

test('a route carries the errors that its operation declares', () => {
  const { config } = describe(libraryContract, 'renameBook', { tag: 'Books', summary: 'Rename' });
  expect(config).toMatchObject({ public: false, operation: { operationId: 'renameBook', status: 200 } });
  expect(config.operation.errors).toEqual([libraryErrors.bookNotFound]);
});
