import type { Call } from '@plinth/module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { arrange, type Arranged } from '../../test/arrange.ts';

let arranged: Arranged;
beforeAll(async () => {
  arranged = await arrange();
});
afterAll(() => arranged.close());

const polishThing = (call: Call) => arranged.module.services.polishThing({ widgetId: arranged.ids.widgetId }, call);

test('each call gives the next version, and leaves a row in the trail', async () => {
  const { widgetId } = arranged.ids;
  const trail = () => arranged.database.driver('workshop')`select from workshop.audit_events where operation = 'workshop.polishThing' and target = ${widgetId} and outcome = 'success'`;
  const before = (await trail()).length;
  const { version } = await polishThing(arranged.owner);
  expect(await polishThing(arranged.owner)).toEqual({ id: widgetId, version: version + 1 });
  expect(await trail()).toHaveLength(before + 2);
});

test('whoever expects another version changes nothing', async () => {
  const { version } = await polishThing(arranged.owner);
  await expect(polishThing({ ...arranged.owner, expectedVersions: [version + 1] })).rejects.toMatchObject({ code: 'request.precondition_failed' });
  await expect(polishThing({ ...arranged.owner, expectedVersions: [version] })).resolves.toMatchObject({ version: version + 1 });
});

test('a member who may not is told so, and a stranger finds nothing', async () => {
  const { actor } = arranged.owner;
  const powerless = { actor: { ...actor, grants: actor.grants.map((grant) => ({ ...grant, permissions: [] })) } };
  await expect(polishThing(powerless)).rejects.toMatchObject({ code: 'access.forbidden' });
  await expect(polishThing(arranged.stranger)).rejects.toMatchObject({ code: 'workshop.widget_not_found' });
});
