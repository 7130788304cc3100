import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { aNotesModule, callBy, member } from '../test/notes.ts';
import type { Observer } from './observer.ts';

const told: unknown[] = [];
const observer: Observer = {
  called: (...call) => void told.push(call),
  published: (events) => void told.push(events.map(({ type, version, payload }) => ({ type, version, payload }))),
};

let notes: Awaited<ReturnType<typeof aNotesModule>>;
beforeAll(async () => {
  notes = await aNotesModule(undefined, observer);
});
beforeEach(() => {
  told.length = 0;
});
afterAll(() => notes.close());

test('an observer is told of the events of a call that committed, and of how it ended', async () => {
  const { id } = await notes.services.write({ ownerId: 'org_a', text: 'a' }, callBy(member('org_a')));
  expect(told).toEqual([[{ type: 'notes.written', version: 1, payload: { noteId: id } }], ['notes', 'write', 'ok']]);
});

test('a replay publishes nothing again', async () => {
  const call = { idempotencyKey: 'once' };
  await notes.services.write({ ownerId: 'org_b', text: 'b' }, callBy(member('org_b'), call));
  await notes.services.write({ ownerId: 'org_b', text: 'b' }, callBy(member('org_b'), call));
  expect(told.filter((entry) => JSON.stringify(entry).includes('notes.written'))).toHaveLength(1);
});

test('refusals have their code, and what broke is internal and has published nothing', async () => {
  await expect(notes.services.refuseNote({ ownerId: 'org_c' }, callBy(member('org_c')))).rejects.toThrow();
  await expect(notes.services.fail({ ownerId: 'org_c' }, callBy(member('org_c')))).rejects.toThrow();
  expect(told).toEqual([['notes', 'refuseNote', 'notes.refused'], ['notes', 'fail', 'internal']]);
});
