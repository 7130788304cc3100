import { afterAll, beforeAll, expect, test } from 'vitest';
import { aNotesModule, callBy, member } from '../test/notes.ts';

let notes: Awaited<ReturnType<typeof aNotesModule>>;
beforeAll(async () => {
  notes = await aNotesModule();
});
afterAll(() => notes.close());

const notesOf = (ownerId: string) => notes.all`select text from notes.notes where owner_id = ${ownerId}`;

test('a service’s rows, event and audit row commit together', async () => {
  const note = await notes.services.write({ ownerId: 'org_together', text: 'hello' }, callBy(member('org_together'), { requestId: 'req-1', client: { ip: '::1' } }));
  expect(await notesOf('org_together')).toHaveLength(1);
  const events = await notes.all`select type, version, payload, request_id from notes.outbox where payload->>'noteId' = ${note.id}`;
  expect(events.map((event) => ({ ...event, payload: JSON.parse(String(event['payload'])) as unknown }))).toEqual([{ type: 'notes.written', version: 1, payload: { noteId: note.id }, request_id: 'req-1' }]);
  const audit = await notes.all`
    select operation, outcome, actor_type, actor_id, request_id, details->>'ip' as ip, details->>'text' as text, encode(details_hash, 'hex') = encode(sha256(salt || '{"ip":"::1","text":"hello"}'), 'hex') as hashed
    from notes.audit_events join notes.audit_details on audit_event_id = id where target = ${note.id}`;
  expect(audit).toEqual([
    { operation: 'notes.write', outcome: 'success', actor_type: 'user', actor_id: 'user of org_together', request_id: 'req-1', ip: '::1', text: 'hello', hashed: true },
  ]);
});

test('a service that breaks leaves nothing, not even an audit row', async () => {
  await expect(notes.services.fail({ ownerId: 'org_broken' }, callBy(member('org_broken')))).rejects.toThrow('The service broke.');
  expect(await notesOf('org_broken')).toHaveLength(0);
  expect(await notes.all`select 1 from notes.audit_events where actor_id = 'user of org_broken'`).toHaveLength(0);
});

test('a refusal is thrown to the caller and keeps what was written, with its audit row', async () => {
  await expect(notes.services.refuseNote({ ownerId: 'org_refused' }, callBy(member('org_refused')))).rejects.toMatchObject({ code: 'notes.refused' });
  expect(await notesOf('org_refused')).toHaveLength(1);
  expect(await notes.all`select outcome from notes.audit_events where actor_id = 'user of org_refused'`).toEqual([{ outcome: 'notes.refused' }]);
});

test('input that breaks the contract names every field and runs nothing', async () => {
  const wrong = { ownerId: 7, text: 'x'.repeat(51), more: true } as unknown as { ownerId: string; text: string };
  await expect(notes.services.write(wrong, callBy(member('org_a')))).rejects.toMatchObject({
    code: 'request.invalid',
    issues: [{ pointer: '/ownerId' }, { pointer: '/text' }, { pointer: '/more', code: 'unknown_field' }],
  });
});

test('another owner’s rows are invisible though the query has no filter', async () => {
  await notes.services.write({ ownerId: 'org_mine', text: 'mine' }, callBy(member('org_mine')));
  await notes.services.write({ ownerId: 'org_theirs', text: 'theirs' }, callBy(member('org_theirs')));
  const seen = await notes.selectors.list({}, callBy(member('org_mine')));
  expect(seen.map((note) => note.text)).toEqual(['mine']);
  expect(await notes.selectors.list({}, callBy({ type: 'anonymous' }))).toEqual([]);
});

test('a row of another owner cannot be written either', async () => {
  const system = { type: 'system', name: 'test' } as const;
  await expect(notes.services.write({ ownerId: 'org_unentered', text: 'x' }, callBy(system))).rejects.toThrow(/row-level security/);
});

test('two transactions that wait for each other are run again until both are done', async () => {
  const write = (text: string) => notes.services.write({ ownerId: 'org_deadlock', text }, callBy(member('org_deadlock')));
  const [first, second] = [await write('1'), await write('2')];
  let waiting = 0;
  let release: () => void = () => undefined;
  const both = new Promise<void>((resolve) => (release = resolve));
  const racing = await aNotesModule((point) => {
    if (point !== 'holding one') return Promise.resolve();
    waiting += 1;
    if (waiting === 2) release();
    return both;
  });
  try {
    await racing.all`insert into notes.notes select ${notes.idToUuid(first.id)}::uuid, 'org_deadlock', '1', now()`;
    await racing.all`insert into notes.notes select ${notes.idToUuid(second.id)}::uuid, 'org_deadlock', '2', now()`;
    const call = callBy(member('org_deadlock'));
    await Promise.all([
      racing.services.meet({ first: first.id, second: second.id }, call),
      racing.services.meet({ first: second.id, second: first.id }, call),
    ]);
    expect(waiting).toBeGreaterThan(2);
  } finally {
    await racing.close();
  }
});

test('a call whose deadline has passed is not begun', async () => {
  const late = callBy(member('org_late'), { deadline: '2000-01-01T00:00:00.000Z' });
  await expect(notes.services.write({ ownerId: 'org_late', text: 'x' }, late)).rejects.toMatchObject({ code: 'runtime.deadline_exceeded' });
  expect(await notesOf('org_late')).toHaveLength(0);
});

test('an error that the contract does not declare is found in rehearsal', async () => {
  await expect(notes.selectors.undeclared({}, callBy(member('org_a')))).rejects.toThrow('notes.undeclared answers notes.undeclared, which its contract does not declare.');
});

test('the runtime’s role cannot rewrite the audit trail', async () => {
  const attempt = (statement: string) => notes.database.driver.unsafe(statement);
  await expect(attempt('update notes.audit_events set outcome = $$none$$')).rejects.toMatchObject({ code: '42501' });
  await expect(attempt('delete from notes.audit_events')).rejects.toMatchObject({ code: '42501' });
  await expect(attempt('truncate notes.audit_events cascade')).rejects.toMatchObject({ code: '42501' });
});

test('another module is called on for the same actor, request and deadline, under no key and for any version', async () => {
  const calls: unknown[] = [];
  const calling = await aNotesModule(async (point, onward) => {
    if (point === 'before') calls.push(onward);
  });
  try {
    const actor = member('org_onward');
    const passedOn = { actor, client: { ip: '::1' }, deadline: '2027-01-01T12:00:10.000Z', requestId: 'req-onward' };
    await calling.services.write({ ownerId: 'org_onward', text: 'x' }, { ...passedOn, idempotencyKey: 'once' });
    expect(calls).toEqual([passedOn]);
  } finally {
    await calling.close();
  }
});
