import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemberOf, createTestBilling, type TestBilling } from '../../testing/index.ts';
import { hostOf } from '../test/host.ts';
import { aMeter, anAccount, anEvent } from '../test/metering.ts';

let billing: TestBilling;
let app: FastifyInstance;
let accountId: string;
beforeAll(async () => {
  billing = await createTestBilling();
  const account = await anAccount(billing);
  accountId = account.id;
  const host = await hostOf(billing);
  app = host.app;
  host.actAs(aMemberOf([account.ownerId], ['billing:usage:read', 'billing:usage:write']));
  await aMeter(billing, { key: 'gigabytes', aggregation: 'latest', eventType: 'disk.used', valueProperty: 'gigabytes', groupBy: ['disk'] });
});
afterAll(async () => {
  await app.close();
  await billing.close();
});

const usage = (query: string) => app.inject({ url: `/v1/usage?accountId=${accountId}&meter=gigabytes&from=2027-01-01T00:00:00Z&to=2027-01-02T00:00:00Z&${query}` });

test('a batch is reported, and read by the groups of its meter', async () => {
  const events = [['a', '7', '01'], ['b', '2', '02'], ['a', '3', '03']].map(([disk, gigabytes, hour]) =>
    anEvent(accountId, { type: 'disk.used', time: `2027-01-01T${String(hour)}:00:00Z`, data: { disk, gigabytes } }),
  );
  const sent = await app.inject({ method: 'POST', url: '/v1/usage-events', headers: { 'content-type': 'application/cloudevents-batch+json' }, payload: JSON.stringify(events) });
  expect([sent.statusCode, sent.json<{ data: { status: string }[] }>().data.map(({ status }) => status)]).toEqual([200, ['accepted', 'accepted', 'accepted']]);
  expect((await usage('')).json()).toMatchObject({ data: [{ value: '5' }] });
  expect((await usage('groupBy=disk')).json()).toMatchObject({ data: [{ group: { disk: 'a' }, value: '3' }, { group: { disk: 'b' }, value: '2' }] });
});

test.each([
  ['groupBy=', '/groupBy invalid_format'],
  ['groupBy=disk,', '/groupBy invalid_format'],
  ['groupBy=disk,a,b,c,d', '/groupBy invalid_format'],
  ['groupBy=host', '/groupBy not_a_group'],
  ['window=week', '/window invalid_value'],
])('usage by %s is refused by field and rule', async (query, problem) => {
  const answer = await usage(query);
  const { errors } = answer.json<{ errors: { pointer: string; code: string }[] }>();
  expect([answer.statusCode, ...errors.map(({ pointer, code }) => `${pointer} ${code}`)]).toEqual([400, problem]);
});
