import { systemClock } from '@plinth/kernel';
import { eventually } from '@plinth/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type InternalServer, internalServer } from '../../test/internal-server.ts';
import { aNotesModule, callBy, member, notesContract } from '../../test/notes.ts';
import { wasReplayed } from '../index.ts';
import { answerCalls, createRemoteModule, type RemoteModule } from './index.ts';

const key = 'a key that both processes know';
let notes: Awaited<ReturnType<typeof aNotesModule>>;
let server: InternalServer;
let remote: RemoteModule<typeof notesContract>;
let written: (() => Promise<void>) | undefined;
beforeAll(async () => {
  notes = await aNotesModule(async (point) => {
    if (point === 'written') await written?.();
  });
  server = await internalServer(answerCalls([{ contract: notesContract, module: notes }], { keys: ['another key', key], clock: systemClock }));
  remote = createRemoteModule(notesContract, { url: server.url, issuer: 'test', keys: [key], clock: systemClock });
});
beforeEach(() => {
  server.requests.length = 0;
  server.faults.length = 0;
  written = undefined;
});
afterAll(async () => {
  await remote.close();
  await server.close();
  await notes.close();
});

const write = (ownerId: string, idempotencyKey?: string) => {
  const call = callBy(member(ownerId), { ...(idempotencyKey !== undefined && { idempotencyKey }) });
  return { call, answer: remote.services.write({ ownerId, text: 'hello' }, call) };
};
const countOf = async (ownerId: string) => (await notes.all`select 1 from notes.notes where owner_id = ${ownerId}`).length;

test('a module elsewhere answers what it answers here', async () => {
  const { answer } = write('org_far');
  const note = await answer;
  expect(await remote.selectors.list({}, callBy(member('org_far')))).toEqual([note]);
  expect(await notes.selectors.list({}, callBy(member('org_far')))).toEqual([note]);
  expect(remote.subscriptions).toEqual(notes.subscriptions);
});

test('who calls, from where and for which request reaches the audit trail', async () => {
  const call = callBy(member('org_traced'), { requestId: 'req-far', client: { ip: '2001:db8::1', userAgent: 'far' } });
  await remote.services.write({ ownerId: 'org_traced', text: 'x' }, call);
  const rows = await notes.all`
    select request_id, details->>'ip' as ip from notes.audit_events join notes.audit_details on audit_event_id = id where actor_id = 'user of org_traced'`;
  expect(rows).toEqual([{ request_id: 'req-far', ip: '2001:db8::1' }]);
});

test('an error of its catalogue comes back as what it was, and a refusal keeps what it wrote', async () => {
  const error = await remote.services.write({ ownerId: 'org_other', text: 'x' }, callBy(member('org_mine'))).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'AppError', code: 'notes.not_found', kind: 'not_found', message: 'No note .', data: { noteId: '' }, issues: [] });
  await expect(remote.services.refuseNote({ ownerId: 'org_refusing' }, callBy(member('org_refusing')))).rejects.toMatchObject({ code: 'notes.refused' });
  expect(await countOf('org_refusing')).toBe(1);
  const wrong = { ownerId: 7, text: 'x'.repeat(51) } as unknown as { ownerId: string; text: string };
  await expect(remote.services.write(wrong, callBy(member('org_mine')))).rejects.toMatchObject({ code: 'request.invalid', issues: [{ pointer: '/ownerId' }, { pointer: '/text' }] });
});

test('what broke over there is no error of a catalogue, and is not told', async () => {
  const error = await remote.services.fail({ ownerId: 'org_broken' }, callBy(member('org_broken'))).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toHaveProperty('kind');
  expect(String(error)).not.toContain('The service broke');
  expect(server.requests).toHaveLength(1);
});

test('the answer to a key that was used before says so', async () => {
  const first = write('org_keyed', 'k');
  const note = await first.answer;
  const second = write('org_keyed', 'k');
  expect(await second.answer).toEqual(note);
  expect([wasReplayed(first.call), wasReplayed(second.call)]).toEqual([false, true]);
  expect(await countOf('org_keyed')).toBe(1);
});

test.each(['cut before', 'cut after', 'full'] as const)('a read and a keyed write are made again where their answer is lost: %s', async (fault) => {
  server.faults.push(fault);
  await expect(remote.selectors.list({}, callBy(member('org_nothing')))).resolves.toEqual([]);
  server.faults.push(fault, fault);
  await write(`org_${fault}`, 'again').answer;
  expect(await countOf(`org_${fault}`)).toBe(1);
  expect(server.requests).toHaveLength(5);
});

test('a write without a key is never made twice: its answer is lost, and the caller is told', async () => {
  server.faults.push('cut after');
  const error = await write('org_unkeyed').answer.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'runtime.unavailable', kind: 'unavailable', retryAfter: 1, cause: { message: expect.stringContaining('/internal/v1/notes/write was not answered') as string } });
  expect(server.requests).toHaveLength(1);
  expect(await countOf('org_unkeyed')).toBe(1);
});

test('the second try of a key waits for the first one, which is still at work', async () => {
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  written = async () => {
    written = undefined;
    setTimeout(go, 300);
    await held;
  };
  // The first try goes on over there after its connection is gone.
  const first = write('org_waiting', 'slow').answer;
  await eventually(() => expect(written).toBeUndefined());
  server.faults.push('cut before');
  const second = write('org_waiting', 'slow');
  expect(await second.answer).toEqual(await first);
  expect(await countOf('org_waiting')).toBe(1);
});

test('a process that is not there: unavailable after some tries, or as soon as the deadline leaves no more of them', async () => {
  const nowhere = createRemoteModule(notesContract, { url: 'http://127.0.0.1:1', issuer: 'test', keys: [key], clock: systemClock });
  const started = performance.now();
  await expect(nowhere.selectors.list({}, callBy(member('org_a')))).rejects.toMatchObject({ code: 'runtime.unavailable' });
  expect(performance.now() - started).toBeGreaterThan(1_500);
  const deadline = new Date(Date.now() + 150).toISOString();
  const again = performance.now();
  await expect(nowhere.services.write({ ownerId: 'org_a', text: 'x' }, callBy(member('org_a'), { deadline }))).rejects.toMatchObject({ code: 'runtime.unavailable' });
  expect(performance.now() - again).toBeLessThan(1_000);
  await nowhere.close();
});

test('after its deadline a call is not made, and one under way is not waited for', async () => {
  const past = callBy(member('org_late'), { deadline: '2020-01-01T00:00:00.000Z' });
  await expect(remote.selectors.list({}, past)).rejects.toMatchObject({ code: 'runtime.deadline_exceeded' });
  expect(server.requests).toHaveLength(0);
  written = () => new Promise((resolve) => setTimeout(resolve, 1_000));
  const soon = callBy(member('org_late'), { deadline: new Date(Date.now() + 300).toISOString(), idempotencyKey: 'late' });
  await expect(remote.services.write({ ownerId: 'org_late', text: 'x' }, soon)).rejects.toMatchObject({ code: 'runtime.deadline_exceeded' });
});

test('an event is delivered by the same door, once', async () => {
  const note = await write('org_event').answer;
  const [event] = await notes.all<{ id: string }[]>`select id from notes.outbox where payload->>'noteId' = ${note.id}`;
  const record = { id: event?.id ?? '', type: 'notes.written', version: 1, payload: { noteId: note.id }, occurredAt: '2027-01-01T12:00:00.000Z' };
  const delivery = { subscriber: 'notes.copy', event: record };
  const bySystem = callBy({ type: 'system', name: 'notes.copy' });
  server.faults.push('cut after');
  await Promise.all([remote.receive(delivery, bySystem), remote.receive(delivery, bySystem)]);
  await notes.receive(delivery, bySystem);
  expect(await notes.all`select 1 from notes.notes where text = ${`copy of ${note.id}`}`).toHaveLength(1);
});
