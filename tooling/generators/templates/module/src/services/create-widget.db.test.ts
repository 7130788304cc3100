import { createIds, systemClock } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemberOf, createTestWorkshop, type TestWorkshop } from '../../testing/index.ts';

const limit = 3;

let workshop: TestWorkshop;
beforeAll(async () => {
  workshop = await createTestWorkshop({ widgetsPerOwner: limit });
});
afterAll(() => workshop.close());

const ids = createIds(systemClock);
const by = (ownerId: string) => ({ actor: aMemberOf([ownerId]) });
const create = (ownerId: string, name: string) => workshop.services.createWidget({ ownerId, name }, by(ownerId));

test('a widget is there, its event with it, and the trail says who made it', async () => {
  const ownerId = ids('org');
  const widget = await create(ownerId, 'Analytical Engine');
  expect(widget).toEqual({ id: expect.stringMatching(/^widget_/) as string, ownerId, name: 'Analytical Engine', version: 1, createdAt: workshop.clock.now().toISOString() });
  const sql = workshop.database.driver('workshop');
  expect(await sql`select type, payload->>'ownerId' as owner from workshop.outbox where payload->>'widgetId' = ${widget.id}`).toEqual([
    { type: 'workshop.widget_created', owner: ownerId },
  ]);
  expect(await sql`select operation, outcome, target from workshop.audit_events where owner_id = ${ownerId}`).toEqual([
    { operation: 'workshop.createWidget', outcome: 'success', target: widget.id },
  ]);
});

test('an owner has each name once, however it is written; another may have it too', async () => {
  const [one, other] = [ids('org'), ids('org')];
  await create(one, 'Analytical Engine');
  await expect(create(one, ' analytical  ENGINE ')).rejects.toMatchObject({ code: 'workshop.widget_name_taken' });
  await expect(create(other, 'Analytical Engine')).resolves.toMatchObject({ ownerId: other });
});

test('of many at once no more are made than there is room for', async () => {
  const ownerId = ids('org');
  const outcomes = await Promise.allSettled(Array.from({ length: limit + 3 }, (_, index) => create(ownerId, `Engine ${index}`)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(limit);
  await expect(create(ownerId, 'Another')).rejects.toMatchObject({ code: 'workshop.too_many_widgets' });
});

test('the same call made twice makes one', async () => {
  const ownerId = ids('org');
  const call = { ...by(ownerId), idempotencyKey: 'once' };
  const [first, second] = [await workshop.services.createWidget({ ownerId, name: 'Once' }, { ...call }), await workshop.services.createWidget({ ownerId, name: 'Once' }, { ...call })];
  expect(second).toEqual(first);
});

test('a member who may only read is told so, and a stranger finds no such owner', async () => {
  const ownerId = ids('org');
  const readers = { actor: aMemberOf([ownerId], ['workshop:widgets:read']) };
  await expect(workshop.services.createWidget({ ownerId, name: 'Engine' }, readers)).rejects.toMatchObject({ code: 'access.forbidden' });
  await expect(workshop.services.createWidget({ ownerId, name: 'Engine' }, by(ids('org')))).rejects.toMatchObject({ code: 'workshop.owner_not_found' });
});
