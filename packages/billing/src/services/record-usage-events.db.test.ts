import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemberOf, anOperator, createTestBilling, type TestBilling } from '../../testing/index.ts';
import { asyncProperty } from '../rules/test/properties.ts';
import { aMeter, anAccount, anEvent, countOf, member } from '../test/metering.ts';

let billing: TestBilling;
beforeAll(async () => {
  billing = await createTestBilling();
  await aMeter(billing);
  await aMeter(billing, { key: 'tokens', aggregation: 'sum', eventType: 'tokens.used', valueProperty: 'tokens' });
});
afterAll(() => billing.close());

const record = async (ownerIds: string[], events: object[]) => (await billing.services.recordUsageEvents({ events }, member(...ownerIds))).data;
const statusesOf = (receipts: readonly { status: string }[]) => Object.fromEntries([...Map.groupBy(receipts, ({ status }) => status)].map(([status, all]) => [status, all.length]));

/** The sizes of batches that sum to a thousand, and are sent by the eight connections in turn. */
const thousand = fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 7, maxLength: 30 }).map((cuts) => {
  const edges = [0, ...[...new Set(cuts)].sort((a, b) => a - b), 1000];
  return edges.slice(1).map((edge, index) => edge - (edges[index] ?? 0));
});

asyncProperty('7. an event sent a thousand times over eight connections, in batches and within one, counts once', [thousand], async (sizes) => {
  const account = await anAccount(billing);
  const event = anEvent(account.id);
  const sendOver = async (connection: number) => {
    const answers = [];
    for (const size of sizes.filter((_, index) => index % 8 === connection)) answers.push(...(await record([account.ownerId], Array.from({ length: size }, () => event))));
    return answers;
  };
  const answers = await Promise.all(Array.from({ length: 8 }, (_, connection) => sendOver(connection)));
  expect(answers.flat()).toHaveLength(1000);
  expect(statusesOf(answers.flat())).toEqual({ accepted: 1, duplicate: 999 });
  expect(await countOf(billing, account)).toBe('1');
}, { runs: 10 });

test('batches that share events in opposite orders end, and each event counts once', async () => {
  const account = await anAccount(billing);
  const events = Array.from({ length: 300 }, () => anEvent(account.id));
  const orders = [events, events.toReversed(), events.slice(100), events.slice(0, 200).toReversed()];
  const answers = await Promise.all([...orders, ...orders].map((batch) => record([account.ownerId], batch)));
  expect(statusesOf(answers.flat())).toEqual({ accepted: 300, duplicate: 1700 });
  expect(await countOf(billing, account)).toBe('300');
});

test('another payload under a known identity is reported, and does not count', async () => {
  const account = await anAccount(billing);
  const event = anEvent(account.id, { data: { path: '/a', size: { wide: 1, high: 2 } } });
  expect(await record([account.ownerId], [event, { ...event, type: 'api.other' }])).toMatchObject([{ status: 'accepted' }, { status: 'rejected', code: 'billing.usage_event_conflict' }]);
  const others = [{ time: '2027-01-01T12:00:00.001Z' }, { type: 'api.other' }, { data: { path: '/b' } }, { data: null }].map((change) => ({ ...event, ...change }));
  const receipts = await record([account.ownerId], [...others, event, anEvent(account.id)]);
  expect(statusesOf(receipts)).toEqual({ rejected: 4, duplicate: 1, accepted: 1 });
  expect(receipts[0]).toEqual({
    id: event.id,
    status: 'rejected',
    code: 'billing.usage_event_conflict',
    message: expect.stringContaining(event.id) as string,
    errors: [{ pointer: '/id', code: 'usage_event_conflict', message: expect.any(String) as string }],
  });
  expect(await countOf(billing, account)).toBe('2');
});

test('what says the same is a duplicate: another spelling of the instant, another order of fields, another trace', async () => {
  const account = await anAccount(billing);
  const event = anEvent(account.id, { data: { a: 1, b: { c: 2, d: 3 } }, traceparent: '00-1' });
  await record([account.ownerId], [event]);
  const same = { ...event, time: '2027-01-01T13:00:00.000+01:00', data: { b: { d: 3, c: 2 }, a: 1 }, traceparent: '00-2', datacontenttype: 'application/json' };
  expect(await record([account.ownerId], [same])).toEqual([{ id: event.id, status: 'duplicate' }]);
});

test('two payloads at once: one counts, the other is reported, and neither batch fails', async () => {
  const account = await anAccount(billing);
  const pairs = Array.from({ length: 50 }, () => anEvent(account.id));
  const batches = [pairs, pairs.map((event) => ({ ...event, time: '2027-01-02T00:00:00Z' })).toReversed()];
  const answers = await Promise.all(batches.map((batch) => record([account.ownerId], batch)));
  expect(statusesOf(answers.flat())).toEqual({ accepted: 50, rejected: 50 });
  expect(await countOf(billing, account)).toBe('50');
});

test("another account's equal source and id counts for itself", async () => {
  const [one, other] = [await anAccount(billing), await anAccount(billing)];
  const event = anEvent(one.id);
  const receipts = await record([one.ownerId, other.ownerId], [event, { ...event, subject: other.id, data: { its: 'own' } }]);
  expect(receipts.map(({ status }) => status)).toEqual(['accepted', 'accepted']);
  expect([await countOf(billing, one), await countOf(billing, other)]).toEqual(['1', '1']);
});

test('the source is part of the identity, and no two pairs of source and id are one', async () => {
  const account = await anAccount(billing);
  const events = [['a', 'bc'], ['ab', 'c'], ['a', 'b'], ['b', 'a']].map(([source, id]) => anEvent(account.id, { source, id }));
  expect(statusesOf(await record([account.ownerId], events))).toEqual({ accepted: 4 });
});

test('what is wrong with an event is named by field and rule, and the others of its batch are accepted', async () => {
  const [account, stranger] = [await anAccount(billing), await anAccount(billing)];
  const timeless = anEvent(account.id, { time: undefined });
  const wrong: [object | string, string, string][] = [
    [anEvent(stranger.id), '/subject', 'account_not_found'],
    [anEvent('acct_01h455vb4pex5vsknk084sn02q'), '/subject', 'account_not_found'],
    [anEvent(account.ownerId), '/subject', 'invalid_format'],
    [anEvent(account.id, { time: '2027-02-01T12:00:00.001Z' }), '/time', 'too_far_ahead'],
    [anEvent(account.id, { time: '2027-02-30T12:00:00Z' }), '/time', 'invalid_format'],
    [anEvent(account.id, { time: '1969-12-31T23:59:59Z' }), '/time', 'too_early'],
    [anEvent(account.id, { specversion: '0.3' }), '/specversion', 'invalid_value'],
    [anEvent(account.id, { id: '' }), '/id', 'too_small'],
    [anEvent(account.id, { id: 7 }), '/id', 'invalid_type'],
    [anEvent(account.id, { id: 'a\u0000b' }), '/id', 'invalid_format'],
    [anEvent(account.id, { source: '\ud800' }), '/source', 'invalid_format'],
    [anEvent(account.id, { data_base64: 'AAAA' }), '/data_base64', 'unknown_field'],
    [anEvent(account.id, { data: { text: 'a\u0000b' } }), '/data/text', 'invalid_text'],
    [anEvent(account.id, { data: { 'a/b': ['\ud800'] } }), '/data/a~1b/0', 'invalid_text'],
    [anEvent(account.id, { data: JSON.parse(`${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`) as object }), `/data${'/a'.repeat(16)}`, 'too_deep'],
    [anEvent(account.id, { data: 'text' }), '/data', 'invalid_type'],
    [anEvent(account.id, { type: 'tokens.used' }), '/data/tokens', 'not_summable'],
    [anEvent(account.id, { type: 'tokens.used', data: { tokens: 2 ** 53 } }), '/data/tokens', 'not_summable'],
    [anEvent(account.id, { type: 'tokens.used', data: { tokens: 0.1 + 0.2 } }), '/data/tokens', 'not_summable'],
    [anEvent(account.id, { type: 'tokens.used', data: { tokens: '1e3' } }), '/data/tokens', 'not_summable'],
    ['an event', '', 'invalid_type'],
  ];
  const right = [timeless, anEvent(account.id, { time: '2027-02-01T12:00:00Z' }), anEvent(account.id, { time: '1999-12-31T23:59:59Z' }), anEvent(account.id, { comexampleplan: 'pro', sampled: true })];
  const receipts = (await billing.services.recordUsageEvents({ events: [...right.slice(0, 2), ...wrong.map(([event]) => event), ...right.slice(2)] }, member(account.ownerId))).data;
  expect(receipts).toHaveLength(wrong.length + 4);
  expect(receipts.slice(2, -2).map(({ status, errors }) => [status, errors?.[0]?.pointer, errors?.[0]?.code])).toEqual(wrong.map(([, pointer, code]) => ['rejected', pointer, code]));
  expect([...receipts.slice(0, 2), ...receipts.slice(-2)].map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
  expect(await countOf(billing, account)).toBe('4');
});

test("an account on a test clock has the clock's time", async () => {
  const account = await anAccount(billing, '2031-05-10T00:00:00Z');
  const timeless = anEvent(account.id, { time: undefined });
  const times = ['2031-06-10T00:00:00Z', '2031-06-10T00:00:00.001Z', '2027-01-01T00:00:00Z'];
  const receipts = await record([account.ownerId], [...times.map((time) => anEvent(account.id, { time })), timeless]);
  expect(receipts.map(({ status }) => status)).toEqual(['accepted', 'rejected', 'accepted', 'accepted']);
  const may = { accountId: account.id, meter: 'api_calls', from: '2031-05-10T00:00:00Z', to: '2031-05-10T00:00:00.001Z' };
  expect((await billing.selectors.getUsage(may, member(account.ownerId))).data[0]?.value).toBe('1');
});

test('why a single event is rejected is thrown, and nothing is stored', async () => {
  const [account, stranger] = [await anAccount(billing), await anAccount(billing)];
  const send = (event: object) => billing.services.recordUsageEvent({ event }, member(account.ownerId));
  const event = anEvent(account.id);
  expect(await send(event)).toEqual({ data: [{ id: event.id, status: 'accepted' }] });
  expect(await send(event)).toEqual({ data: [{ id: event.id, status: 'duplicate' }] });
  await expect(send({ ...event, type: 'api.other' })).rejects.toMatchObject({ code: 'billing.usage_event_conflict', issues: [{ pointer: '/id' }] });
  await expect(send(anEvent(stranger.id))).rejects.toMatchObject({ code: 'billing.account_not_found', kind: 'not_found' });
  await expect(send(anEvent(account.id, { time: '2027-02-02T12:00:00Z' }))).rejects.toMatchObject({ code: 'request.invalid', issues: [{ pointer: '/time', code: 'too_far_ahead' }] });
  expect(await countOf(billing, account)).toBe('1');
});

test('a member without the permission is told so, and a stranger learns of no account', async () => {
  const [account, other] = [await anAccount(billing), await anAccount(billing)];
  const events = [anEvent(account.id), anEvent(other.id)];
  const powerless = { actor: aMemberOf([account.ownerId], ['billing:usage:read']) };
  await expect(billing.services.recordUsageEvents({ events }, powerless)).rejects.toMatchObject({ code: 'access.forbidden' });
  await expect(billing.services.recordUsageEvents({ events }, { actor: { type: 'anonymous' } })).rejects.toMatchObject({ code: 'access.unauthenticated' });
  const { data } = await billing.services.recordUsageEvents({ events }, { actor: anOperator });
  expect(data.map(({ code }) => code)).toEqual(['billing.account_not_found', 'billing.account_not_found']);
  const half = { ...aMemberOf([account.ownerId], ['billing:usage:read']), grants: [{ ownerId: account.ownerId, permissions: ['billing:usage:read'] }, { ownerId: other.ownerId, permissions: ['billing:usage:write'] }] };
  const answer = await billing.services.recordUsageEvents({ events }, { actor: half });
  expect(answer.data.map(({ status, code }) => [status, code])).toEqual([['rejected', 'access.forbidden'], ['accepted', undefined]]);
});

test('what meters read and group by is judged where an event counts, field by field, and the others of the batch are accepted', async () => {
  const account = await anAccount(billing);
  const type = 'job.run';
  const filters = [{ property: 'billed', values: ['true', '1'] }];
  await aMeter(billing, { key: 'job_seconds', aggregation: 'max', eventType: type, valueProperty: 'seconds', filters, groupBy: ['queue', 'host'] });
  await aMeter(billing, { key: 'job_users', aggregation: 'uniqueCount', eventType: type, valueProperty: 'user', filters });
  const data = { billed: true, seconds: '1.5', user: 'ada', queue: 'fast', host: 7 };
  const wrong: [object, string[]][] = [
    [{ ...data, seconds: 'long' }, ['/data/seconds not_summable']],
    [{ ...data, seconds: undefined, user: { id: 1 } }, ['/data/seconds not_summable', '/data/user not_countable']],
    [{ ...data, user: 'x'.repeat(1001) }, ['/data/user not_countable']],
    [{ ...data, queue: ['fast'] }, ['/data/queue not_a_group']],
    [{ ...data, host: 'x'.repeat(101) }, ['/data/host not_a_group']],
  ];
  const right = [data, { ...data, billed: 1, host: null, queue: undefined }, { billed: false, seconds: 'any', user: [] }, {}];
  const receipts = await record([account.ownerId], [...wrong.map(([each]) => each), ...right].map((each) => anEvent(account.id, { type, data: each })));
  expect(receipts.slice(0, wrong.length).map(({ status, errors }) => [status, errors?.map(({ pointer, code }) => `${pointer} ${code}`)])).toEqual(wrong.map(([, problems]) => ['rejected', problems]));
  expect(receipts.slice(wrong.length).map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
});
