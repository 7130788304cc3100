import { createIds, systemClock } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemberOf, createTestWorkshop, type TestWorkshop } from '../../testing/index.ts';
import { hostOf, type TestHost } from '../../test/host.ts';

const ids = createIds(systemClock);

let workshop: TestWorkshop;
let host: TestHost;
beforeAll(async () => {
  workshop = await createTestWorkshop();
  host = await hostOf(workshop);
});
afterAll(async () => {
  await host.app.close();
  await workshop.close();
});

const get = (url: string) => host.app.inject({ method: 'GET', url: `/v1${url}` });
const post = (url: string, payload: object) => host.app.inject({ method: 'POST', url: `/v1${url}`, payload });

test('a widget is made, read and listed, request by request', async () => {
  const ownerId = ids('org');
  host.actAs(aMemberOf([ownerId]));
  const made = await post('/widgets', { ownerId, name: 'Analytical Engine' });
  const widget = made.json<{ id: string }>();
  expect([made.statusCode, widget]).toEqual([
    201,
    { id: expect.stringMatching(/^widget_/) as string, ownerId, name: 'Analytical Engine', version: 1, createdAt: workshop.clock.now().toISOString() },
  ]);
  expect((await get(`/widgets/${widget.id}`)).json()).toEqual(widget);
  expect((await get(`/widgets?ownerId=${ownerId}`)).json()).toEqual({ data: [widget], nextCursor: null });
});

test('what is wrong with a request is told by its place', async () => {
  const ownerId = ids('org');
  host.actAs(aMemberOf([ownerId]));
  const answer = await post('/widgets', { ownerId, name: ' ', colour: 'red' });
  expect(answer.statusCode).toBe(400);
  expect(answer.json<{ errors: { pointer: string }[] }>().errors.map(({ pointer }) => pointer)).toEqual(expect.arrayContaining(['/name', '/colour']));
});

test('a stranger finds nothing, and nobody is asked who they are', async () => {
  const ownerId = ids('org');
  host.actAs(aMemberOf([ownerId]));
  const { id } = (await post('/widgets', { ownerId, name: 'Engine' })).json<{ id: string }>();
  host.actAs(aMemberOf([ids('org')]));
  expect([(await get(`/widgets/${id}`)).statusCode, (await post('/widgets', { ownerId, name: 'Other' })).statusCode]).toEqual([404, 404]);
  host.actAs({ type: 'anonymous' });
  expect((await post('/widgets', { ownerId, name: 'Other' })).statusCode).toBe(401);
});
