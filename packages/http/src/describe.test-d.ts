import { aBook, libraryContract } from '../test/library.ts';
import { describe, type RouteRegistrar } from './index.ts';

const options = describe(libraryContract, 'addBook', { tag: 'Books', summary: 'Add', status: 201 });

export function register(app: RouteRegistrar): void {
  app.post('/right', options, async () => aBook);
  // @ts-expect-error -- the contract says that a book has a title
  app.post('/wrong', options, async () => ({ id: aBook.id }));
}

// @ts-expect-error -- routes register routes and nothing else
export type Hooks = RouteRegistrar['addHook'];
