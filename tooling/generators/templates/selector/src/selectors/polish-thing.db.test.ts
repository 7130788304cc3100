import type { Call } from '@plinth/module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { arrange, type Arranged } from '../../test/arrange.ts';

let arranged: Arranged;
beforeAll(async () => {
  arranged = await arrange();
});
afterAll(() => arranged.close());

const polishThing = (call: Call) => arranged.module.selectors.polishThing({ widgetId: arranged.ids.widgetId }, call);

test('whoever may read is answered', async () => {
  expect(await polishThing(arranged.owner)).toEqual({ id: arranged.ids.widgetId, version: 1 });
});

test('a member who may not is told so, and a stranger finds nothing', async () => {
  const { actor } = arranged.owner;
  const powerless = { actor: { ...actor, grants: actor.grants.map((grant) => ({ ...grant, permissions: [] })) } };
  await expect(polishThing(powerless)).rejects.toMatchObject({ code: 'access.forbidden' });
  await expect(polishThing(arranged.stranger)).rejects.toMatchObject({ code: 'workshop.widget_not_found' });
});
