import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { aNotesModule, callBy, member } from '../test/notes.ts';
import { wasReplayed } from './index.ts';

let notes: Awaited<ReturnType<typeof aNotesModule>>;
const held = new Map<string, Promise<void>>();
/** The points at which a call is held. */
const waiting: string[] = [];
beforeEach(() => void waiting.splice(0));
beforeAll(async () => {
  notes = await aNotesModule(async (point) => {
    const hold = held.get(point);
    if (!hold) return;
    waiting.push(point);
    await hold;
  });
});
afterAll(() => notes.close());

const keyed = (owner: string, idempotencyKey: string) => callBy(member(owner), { idempotencyKey });

test('a second call with the key replays the first result and does nothing', async () => {
  const [first, second] = [keyed('org_twice', 'k'), keyed('org_twice', 'k')];
  const written = await notes.services.write({ ownerId: 'org_twice', text: 'once' }, first);
  expect(await notes.services.write({ text: 'once', ownerId: 'org_twice' }, second)).toEqual(written);
  expect([wasReplayed(first), wasReplayed(second)]).toEqual([false, true]);
  expect(await notes.all`select 1 from notes.notes where owner_id = 'org_twice'`).toHaveLength(1);
  expect(await notes.all`select 1 from notes.audit_events where actor_id = 'user of org_twice'`).toHaveLength(1);
});

test('the key with another input is refused', async () => {
  await notes.services.write({ ownerId: 'org_reuse', text: 'one' }, keyed('org_reuse', 'k'));
  await expect(notes.services.write({ ownerId: 'org_reuse', text: 'two' }, keyed('org_reuse', 'k'))).rejects.toMatchObject({ code: 'idempotency.key_reused' });
});

test('another caller’s equal key is a key of its own', async () => {
  const mine = await notes.services.write({ ownerId: 'org_x', text: 'same' }, keyed('org_x', 'shared'));
  const theirs = await notes.services.write({ ownerId: 'org_y', text: 'same' }, keyed('org_y', 'shared'));
  expect(theirs.id).not.toBe(mine.id);
});

test('twenty at once have one effect: the others replay it or are told that it is at work', async () => {
  const attempts = await Promise.allSettled(
    Array.from({ length: 20 }, () => notes.services.write({ ownerId: 'org_many', text: 'x' }, keyed('org_many', 'k'))),
  );
  const ids = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value.id] : []));
  const refusals = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason as { code: string }] : []));
  expect(new Set(ids).size).toBe(1);
  expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(refusals.length > 0 ? ['idempotency.in_flight'] : []));
  expect(await notes.all`select 1 from notes.notes where owner_id = 'org_many'`).toHaveLength(1);
});

test('a call with the key of one that is still at work is told to come back', async () => {
  let release: () => void = () => undefined;
  held.set('written', new Promise<void>((resolve) => (release = resolve)));
  const first = notes.services.write({ ownerId: 'org_slow', text: 'x' }, keyed('org_slow', 'k'));
  await expect.poll(() => waiting).toEqual(['written']);
  held.delete('written');
  await expect(notes.services.write({ ownerId: 'org_slow', text: 'x' }, keyed('org_slow', 'k'))).rejects.toMatchObject({ code: 'idempotency.in_flight', retryAfter: 1 });
  release();
  const { id } = await first;
  expect((await notes.services.write({ ownerId: 'org_slow', text: 'x' }, keyed('org_slow', 'k'))).id).toBe(id);
});

test('a call whose key is taken before it commits does nothing, and replays the other', async () => {
  const first = await notes.services.write({ ownerId: 'org_race', text: 'x' }, keyed('org_race', 'k'));
  await notes.all`update notes.idempotency_keys set created_at = created_at - interval '2 days' where result ->> 'ownerId' = 'org_race'`;
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  held.set('written', released);
  const second = notes.services.write({ ownerId: 'org_race', text: 'x' }, keyed('org_race', 'k'));
  await expect.poll(() => waiting).toEqual(['written']);
  await notes.all`update notes.idempotency_keys set created_at = created_at + interval '2 days' where result ->> 'ownerId' = 'org_race'`;
  held.delete('written');
  release(undefined);
  expect(await second).toEqual(first);
  expect(await notes.all`select 1 from notes.notes where owner_id = 'org_race'`).toHaveLength(1);
});

test('a failed call stores nothing: the key may be used again', async () => {
  await expect(notes.services.write({ ownerId: 'org_stranger', text: 'x' }, keyed('org_own', 'k'))).rejects.toMatchObject({ code: 'notes.not_found' });
  await expect(notes.services.write({ ownerId: 'org_own', text: 'x' }, keyed('org_own', 'k'))).resolves.toMatchObject({ text: 'x' });
});

test('a secret is shown once: a replay has null in its place, and the database never had it', async () => {
  const issue = () => notes.services.issueKey({ ownerId: 'org_key' }, keyed('org_key', 'k'));
  expect(await issue()).toEqual({ name: 'org_key', key: 'plk_secret' });
  expect(await issue()).toEqual({ name: 'org_key', key: null });
  expect(await notes.all`select 1 from notes.idempotency_keys where result::text like '%plk_secret%'`).toEqual([]);
});

test('a day later the key is new', async () => {
  const first = await notes.services.write({ ownerId: 'org_day', text: 'x' }, keyed('org_day', 'k'));
  notes.clock.advance({ hours: 25 });
  const second = await notes.services.write({ ownerId: 'org_day', text: 'x' }, keyed('org_day', 'k'));
  expect(second.id).not.toBe(first.id);
  expect((await notes.services.write({ ownerId: 'org_day', text: 'x' }, keyed('org_day', 'k'))).id).toBe(second.id);
});
