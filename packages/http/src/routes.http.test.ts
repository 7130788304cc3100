import { AppError } from '@plinth/kernel';
import { expect, test } from 'vitest';
import { aBook, libraryApp } from '../test/library.ts';

/** The problems that the route's error names. */
async function issuesOf(request: { method: 'GET' | 'POST' | 'PATCH'; url: string; payload?: object | string }) {
  const { app, seen } = libraryApp();
  const { statusCode } = await app.inject({ ...request, headers: { 'content-type': 'application/json' } });
  expect(statusCode).toBe(400);
  expect(seen.error).toBeInstanceOf(AppError);
  return (seen.error as AppError).issues;
}

test('a described route answers with its status and the JSON of its contract', async () => {
  const { app, seen } = libraryApp();
  const answer = await app.inject({ method: 'POST', url: '/books', payload: { title: 'Dune' } });
  expect(answer.statusCode).toBe(201);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.json()).toEqual(aBook);
  expect(seen.input).toEqual({ title: 'Dune' });
});

test('a field that the contract does not name never leaves', async () => {
  const { app } = libraryApp();
  const answer = await app.inject('/books');
  expect(answer.json()).toEqual({ data: [aBook], nextCursor: null });
});

test('a route without content answers 204 and nothing', async () => {
  const { app } = libraryApp();
  const answer = await app.inject({ method: 'DELETE', url: `/books/${aBook.id}` });
  expect([answer.statusCode, answer.body]).toEqual([204, '']);
});

test('a route that answers with a file sends its bytes', async () => {
  const { app } = libraryApp();
  const answer = await app.inject(`/books/${aBook.id}/cover`);
  expect([answer.statusCode, answer.headers['content-type'], answer.body]).toEqual([200, 'image/gif', 'GIF89a']);
});

test('the limit of a page is a number from 1 to 100, and may be left out', async () => {
  const { app, seen } = libraryApp();
  await app.inject('/books?limit=7');
  expect(seen.input).toEqual({ limit: 7 });
  await app.inject('/books');
  expect(seen.input).toEqual({});
  for (const limit of ['0', '101', 'ten', '1.5', '1&limit=2']) {
    expect(await issuesOf({ method: 'GET', url: `/books?limit=${limit}` })).toMatchObject([{ pointer: '/limit', in: 'query' }]);
  }
});

test('every problem of a body is named, unknown fields by their own pointer', async () => {
  const issues = await issuesOf({ method: 'POST', url: '/books', payload: { title: 5, colour: 'red', size: 1 } });
  expect(issues.map(({ pointer }) => pointer)).toEqual(['/title', '/colour', '/size']);
});

test('a body that is left out is a problem of the whole body', async () => {
  expect(await issuesOf({ method: 'POST', url: '/books', payload: 'null' })).toMatchObject([{ pointer: '' }]);
});

test("another resource's id in the path is named with both prefixes", async () => {
  const issues = await issuesOf({ method: 'PATCH', url: '/books/user_01h2xcejqtf2nbrexx3vqjhp41', payload: { title: 'x' } });
  expect(issues).toEqual([
    { pointer: '/bookId', in: 'path', code: 'invalid_format', message: 'Expected an id that starts with book_, this one starts with user_.' },
  ]);
});

test('text that PostgreSQL cannot keep is refused by name', async () => {
  for (const text of ['a\u0000b', '\ud800']) {
    expect(await issuesOf({ method: 'POST', url: '/books', payload: { title: text } })).toMatchObject([{ pointer: '/title', code: 'invalid_text' }]);
  }
  expect(await issuesOf({ method: 'GET', url: '/books?cursor=%00' })).toMatchObject([{ pointer: '/cursor', in: 'query' }]);
});

test('a body that nests without end is refused without a walk to its end', async () => {
  const payload = `{"title":"x","more":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  const issues = await issuesOf({ method: 'POST', url: '/books', payload });
  expect(issues.map(({ code }) => code)).toEqual(['unknown_field', 'too_deep']);
});

test('a route with a body for each media type holds each against its own schema', async () => {
  const { app, seen } = libraryApp();
  app.addContentTypeParser('application/shelf+json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  const send = (type: string, payload: unknown) =>
    app.inject({ method: 'POST', url: '/books/import', headers: { 'content-type': type }, payload: JSON.stringify(payload) });
  expect((await send('application/json', { title: 'Dune' })).statusCode).toBe(200);
  expect((await send('application/shelf+json; charset=utf-8', [{ title: 'Dune' }, 'a\u0000b'])).statusCode).toBe(200);
  expect(seen.input).toEqual([{ title: 'Dune' }, 'a\u0000b']);
  expect((await send('application/json', [])).statusCode).toBe(400);
  expect((await send('application/shelf+json', { title: 'Dune' })).statusCode).toBe(400);
  await send('application/json', { title: 'x'.repeat(200) });
  expect(seen.error).toMatchObject({ statusCode: 413 });
});
