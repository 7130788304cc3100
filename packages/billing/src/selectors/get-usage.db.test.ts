import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestBilling, type TestBilling } from '../../testing/index.ts';
import { aMeter, anAccount, anEvent, member } from '../test/metering.ts';

let billing: TestBilling;
beforeAll(async () => {
  billing = await createTestBilling();
});
afterAll(() => billing.close());

const day = { from: '2027-01-01T00:00:00Z', to: '2027-01-02T00:00:00Z' };

test('usage is split by the properties a meter groups by, in all and by windows, and the rows of a window sum to it', async () => {
  const account = await anAccount(billing);
  await aMeter(billing, { key: 'tokens', aggregation: 'sum', eventType: 'tokens.used', valueProperty: 'tokens', groupBy: ['model', 'region'] });
  const used = [
    ['01', 'large', 'eu', 5], ['01', 'large', 'us', 7], ['01', 'small', 'eu', 11], ['13', 'small', null, 13],
  ].map(([hour, model, region, tokens]) => anEvent(account.id, { type: 'tokens.used', time: `2027-01-01T${String(hour)}:30:00Z`, data: { model, tokens, ...(region !== null && { region }) } }));
  await billing.services.recordUsageEvents({ events: used }, member(account.ownerId));
  const ask = (more: object) => billing.selectors.getUsage({ accountId: account.id, meter: 'tokens', ...day, ...more }, member(account.ownerId)).then(({ data }) => data);

  expect((await ask({})).map(({ value }) => value)).toEqual(['36']);
  expect((await ask({ groupBy: ['model'] })).map(({ group, value }) => [group, value])).toEqual([[{ model: 'large' }, '12'], [{ model: 'small' }, '24']]);
  expect((await ask({ groupBy: ['region', 'model'] })).map(({ group, value }) => [group, value])).toEqual([
    [{ region: 'eu', model: 'large' }, '5'],
    [{ region: 'eu', model: 'small' }, '11'],
    [{ region: 'us', model: 'large' }, '7'],
    [{ region: null, model: 'small' }, '13'],
  ]);
  expect((await ask({ groupBy: ['model'], window: 'hour' })).map(({ from, group, value }) => [from.slice(11, 13), group, value])).toEqual([
    ['01', { model: 'large' }, '12'],
    ['01', { model: 'small' }, '11'],
    ['13', { model: 'small' }, '13'],
  ]);
  await expect(ask({ groupBy: ['host'] })).rejects.toMatchObject({ code: 'request.invalid', issues: [{ pointer: '/groupBy', code: 'not_a_group' }] });
});

test('a meter that filters counts what passes; numbers and booleans are compared as text', async () => {
  const account = await anAccount(billing);
  await aMeter(billing, { key: 'paid_calls', eventType: 'api.paid', filters: [{ property: 'tier', values: ['pro', '2'] }, { property: 'billed', values: ['true'] }] });
  const events = [{ tier: 'pro', billed: true }, { tier: 2, billed: 'true' }, { tier: 'free', billed: true }, { tier: 'pro', billed: false }, { tier: 'pro' }, null].map((data) =>
    anEvent(account.id, { type: 'api.paid', data }),
  );
  await billing.services.recordUsageEvents({ events }, member(account.ownerId));
  const { data } = await billing.selectors.getUsage({ accountId: account.id, meter: 'paid_calls', ...day }, member(account.ownerId));
  expect(data).toEqual([{ from: '2027-01-01T00:00:00.000Z', to: '2027-01-02T00:00:00.000Z', value: '2' }]);
});
