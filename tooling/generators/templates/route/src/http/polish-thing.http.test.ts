import { afterAll, beforeAll, expect, test } from 'vitest';
import { arrange, type Arranged } from '../../test/arrange.ts';

let arranged: Arranged;
beforeAll(async () => {
  arranged = await arrange();
});
afterAll(() => arranged.close());

test('the owner is answered, and a stranger finds nothing', async () => {
  const { widgetId } = arranged.ids;
  const send = (caller: 'owner' | 'stranger') => arranged.send(caller, 'POST', `/path/${widgetId}`);
  expect(await send('owner')).toMatchObject({ status: 200, body: { id: widgetId } });
  expect(await send('stranger')).toMatchObject({ status: 404, body: { code: 'workshop.widget_not_found' } });
});
