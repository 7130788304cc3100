import { defineErrors, idSchema } from '@plinth/kernel';
import { type Call, defineContract, operation } from '@plinth/module';
import { fastify, type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { callOf, describe, judgedInParts, pageQuery, provideRouting, type Routes, type ZodTypeProvider } from '../src/index.ts';

export const libraryErrors = defineErrors('library', {
  bookNotFound: { kind: 'not_found', message: 'No book {bookId}.' },
});

const book = z.strictObject({ id: idSchema('book'), title: z.string(), note: z.string().nullable(), version: z.int() }).meta({ id: 'Book' });
const page = z.strictObject({ data: z.array(book), nextCursor: z.string().nullable() }).meta({ id: 'BookPage' });

export const libraryContract = defineContract('library', {
  services: {
    addBook: operation({ input: z.strictObject({ title: z.string() }), output: book }),
    renameBook: operation({ input: z.strictObject({ title: z.string() }), output: book, errors: [libraryErrors.bookNotFound] }),
    burnBook: operation({ input: z.strictObject({}), output: z.strictObject({}) }),
  },
  selectors: {
    getCover: operation({ input: z.strictObject({}), output: z.strictObject({ image: z.string() }) }),
    listBooks: operation({ input: z.strictObject({ limit: z.int().exactOptional() }), output: page }),
  },
  subscribers: {},
});

export const aBook = { id: 'book_01h2xcejqtf2nbrexx3vqjhp41', title: 'Dune', note: null, version: 3 } as const;

/** What a handler got, its input and its call, or what stopped it. */
export interface Seen {
  input?: unknown;
  call?: Call;
  error?: unknown;
}

const title = z.strictObject({ title: z.string().min(1) });
const byId = z.strictObject({ bookId: idSchema('book') });

const libraryRoutes: Routes<{ seen: Seen }> = (app, { seen }) => {
  app.post('/books', describe(libraryContract, 'addBook', { tag: 'Books', summary: 'Add a book', body: title, status: 201 }), async (request) => {
    Object.assign(seen, { input: request.body, call: callOf(request) });
    return aBook;
  });
  const bodies = { 'application/shelf+json': judgedInParts(z.array(z.unknown())), 'application/json': title };
  app.post('/books/import', describe(libraryContract, 'addBook', { tag: 'Books', summary: 'Import', body: bodies, bodyLimit: 200 }), async (request) => {
    Object.assign(seen, { input: request.body });
    return aBook;
  });
  app.patch('/books/:bookId', describe(libraryContract, 'renameBook', { tag: 'Books', summary: 'Rename a book', params: byId, body: title }), async (request) => {
    Object.assign(seen, { input: { ...request.params, ...request.body }, call: callOf(request) });
    return aBook;
  });
  app.post('/books/search', describe(libraryContract, 'listBooks', { tag: 'Books', summary: 'Search', body: title, idempotent: false }), async (request) => {
    Object.assign(seen, { call: callOf(request) });
    return { data: [aBook], nextCursor: null };
  });
  app.delete('/books/:bookId', describe(libraryContract, 'burnBook', { tag: 'Books', summary: 'Burn a book', params: byId, status: 204 }), async () => undefined);
  app.get('/books/:bookId/cover', describe(libraryContract, 'getCover', { tag: 'Books', summary: 'Show a cover', params: byId, file: 'image/gif' }), async (_request, reply) =>
    reply.type('image/gif').send(Buffer.from('GIF89a')),
  );
  app.get('/books', describe(libraryContract, 'listBooks', { tag: 'Books', summary: 'List books', query: z.strictObject(pageQuery) }), async (request) => {
    Object.assign(seen, { input: request.query, call: callOf(request) });
    // A field that the contract does not name, as a careless selector would leave it in its rows.
    return { data: [{ ...aBook, secret: 'hush' }], nextCursor: null };
  });
};

/** A host of the library's routes and of nothing else. */
export function libraryApp(options: { handlerTimeout?: number } = {}): { app: FastifyInstance; seen: Seen } {
  const seen: Seen = {};
  const app = fastify(options);
  provideRouting(app, { clock: { now: () => new Date('2026-01-02T03:04:05.000Z') } });
  libraryRoutes(app.withTypeProvider<ZodTypeProvider>(), { seen });
  app.setErrorHandler(async (error, _request, reply) => {
    seen.error = error;
    return reply.code(400).send();
  });
  return { app, seen };
}
