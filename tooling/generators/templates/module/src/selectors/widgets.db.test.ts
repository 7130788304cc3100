import { createIds, systemClock } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemberOf, createTestWorkshop, type TestWorkshop } from '../../testing/index.ts';

let workshop: TestWorkshop;
beforeAll(async () => {
  workshop = await createTestWorkshop();
});
afterAll(() => workshop.close());

const ids = createIds(systemClock);
const by = (...ownerIds: string[]) => ({ actor: aMemberOf(ownerIds) });

/** Each a millisecond after the one before. */
async function create(ownerId: string, name: string) {
  workshop.clock.advance({ milliseconds: 1 });
  return workshop.services.createWidget({ ownerId, name }, by(ownerId));
}

test('a widget is read by a member, and not found by anyone else', async () => {
  const ownerId = ids('org');
  const widget = await create(ownerId, 'Engine');
  const read = { widgetId: widget.id };
  await expect(workshop.selectors.getWidget(read, by(ownerId))).resolves.toEqual(widget);
  await expect(workshop.selectors.getWidget(read, by(ids('org')))).rejects.toMatchObject({ code: 'workshop.widget_not_found' });
  await expect(workshop.selectors.getWidget(read, { actor: aMemberOf([ownerId], []) })).rejects.toMatchObject({ code: 'access.forbidden' });
});

test('pages follow one another, newest first, each widget once', async () => {
  const ownerId = ids('org');
  const made = [];
  for (const name of ['One', 'Two', 'Three']) made.push(await create(ownerId, name));
  const first = await workshop.selectors.listWidgets({ ownerId, limit: 2 }, by(ownerId));
  expect(first.data).toHaveLength(2);
  const second = await workshop.selectors.listWidgets({ ownerId, limit: 2, cursor: first.nextCursor ?? expect.fail() }, by(ownerId));
  expect([...first.data, ...second.data]).toEqual(made.toReversed());
  expect(second.nextCursor).toBeNull();
});

test('a list shows what the owners let the caller read, and nothing of a stranger', async () => {
  const [one, other, stranger] = [ids('org'), ids('org'), ids('org')];
  const made = [await create(one, 'Engine'), await create(other, 'Engine')];
  await create(stranger, 'Engine');
  expect((await workshop.selectors.listWidgets({}, by(one, other))).data).toEqual(made.toReversed());
  expect(await workshop.selectors.listWidgets({ ownerId: stranger }, by(one))).toEqual({ data: [], nextCursor: null });
});
