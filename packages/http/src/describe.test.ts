import { expect, test } from 'vitest';
import { z } from 'zod';
import { libraryContract, libraryErrors } from '../test/library.ts';
import { describe } from './index.ts';

test('a schema that lets unknown fields pass is an error of the program', () => {
  const loose = z.object({ title: z.string() });
  expect(() => describe(libraryContract, 'addBook', { tag: 'Books', summary: 'Add', body: loose })).toThrow('addBook: its body would let unknown fields pass');
});

test('a route that answers with a file says of what type, and has no schema to serialise it', () => {
  const { schema, config } = describe(libraryContract, 'getCover', { tag: 'Books', summary: 'Show a cover', file: 'image/gif' });
  expect([schema.response, config.operation.file]).toEqual([undefined, 'image/gif']);
});

test('a route carries the errors that its operation declares', () => {
  const { config } = describe(libraryContract, 'renameBook', { tag: 'Books', summary: 'Rename' });
  expect(config).toMatchObject({ public: false, operation: { operationId: 'renameBook', status: 200 } });
  expect(config.operation.errors).toEqual([libraryErrors.bookNotFound]);
});
