import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '@plinth/testing';
import { aNotesModule, callBy, member } from '../test/notes.ts';

let notes: Awaited<ReturnType<typeof aNotesModule>>;
beforeAll(async () => {
  notes = await aNotesModule();
});
afterAll(() => notes.close());

const bySystem = callBy({ type: 'system', name: 'notes.copy' });
const copies = (noteId: string) => notes.all`select text from notes.notes where owner_id = 'org_copies' and text = ${`copy of ${noteId}`}`;

async function deliveryOf(noteId: string) {
  const [event] = await notes.all<{ id: string }[]>`select id from notes.outbox where payload->>'noteId' = ${noteId}`;
  const record = { id: event?.id ?? '', type: 'notes.written', version: 1, payload: { noteId }, occurredAt: '2027-01-01T12:00:00.000Z' };
  return { subscriber: 'notes.copy', event: record };
}

test('a delivery that comes ten times at once has one effect', async () => {
  const { id } = await notes.services.write({ ownerId: 'org_once', text: 'x' }, callBy(member('org_once')));
  const delivery = await deliveryOf(id);
  await Promise.all(Array.from({ length: 10 }, () => notes.receive(delivery, bySystem)));
  await notes.receive(delivery, bySystem);
  expect(await copies(id)).toHaveLength(1);
});

test('a payload that its schema does not know is an error, and leaves no trace in the inbox', async () => {
  const delivery = await deliveryOf('note_unknown');
  const broken = { ...delivery, event: { ...delivery.event, id: '01890a5d-ac96-774b-bcce-b302099a8057', payload: { noteId: 1 } } };
  await expect(notes.receive(broken, bySystem)).rejects.toThrow(/noteId/);
  expect(await notes.all`select 1 from notes.inbox where event_id = ${broken.event.id}`).toHaveLength(0);
});

test('with a worker, what a service publishes reaches its subscriber', async () => {
  await notes.worker.start([notes]);
  const { id } = await notes.services.write({ ownerId: 'org_worker', text: 'x' }, callBy(member('org_worker')));
  await eventually(async () => {
    expect(await copies(id)).toHaveLength(1);
  });
});
