import { createIds, systemClock } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemberOf, anOperator, createTestBilling, type TestBilling } from '../../testing/index.ts';
import { billingPermissions } from '../index.ts';
import { aPublishedPlan } from '../test/catalogue.ts';
import { hostOf, type TestHost } from '../test/host.ts';

const ids = createIds(systemClock);

let billing: TestBilling;
let host: TestHost;
beforeAll(async () => {
  billing = await createTestBilling();
  host = await hostOf(billing);
});
afterAll(async () => {
  await host.app.close();
  await billing.close();
});

interface Content {
  readonly lines: readonly { readonly charge: string; readonly amount: object; readonly period: object; readonly quantity: string | null }[];
  readonly [field: string]: unknown;
}

const post = async <Body>(url: string, payload: object) => (await host.app.inject({ method: 'POST', url: `/v1${url}`, payload })).json<Body>();
const newestOf = async (accountId: string) => (await host.app.inject({ method: 'GET', url: `/v1/invoices?accountId=${accountId}` })).json<{ data: Content[] }>().data[0];

const fields = ['currency', 'issueDate', 'subtotal', 'tax', 'total', 'creditApplied', 'creditCarried', 'amountDue'];
const contentOf = (invoice: Content | undefined) => [
  fields.map((field) => [field, invoice?.[field]]),
  invoice?.lines.map(({ charge, amount, period, quantity }) => ({ charge, amount, period, quantity })),
];

async function anAccount() {
  host.actAs(anOperator);
  const ownerId = ids('org');
  const seats = (fee: string, seat: string) => ({
    charges: [{ key: 'base', model: 'flat' as const, timing: 'inAdvance' as const, amount: fee }, { key: 'seats', model: 'standard' as const, timing: 'inAdvance' as const, unitAmount: seat }],
  });
  const [basic, pro] = [await aPublishedPlan(billing, seats('19.99', '3.33')), await aPublishedPlan(billing, seats('49.90', '7.77'))];
  const clock = await post<{ id: string }>('/test-clocks', { now: '2027-01-31T10:17:31Z' });
  const { id: accountId } = await post<{ id: string }>('/accounts', { name: 'Analytical Engines', currency: 'EUR', timeZone: 'Europe/Vienna', ownerId, testClockId: clock.id });
  host.actAs(aMemberOf([ownerId], billingPermissions));
  return { ownerId, accountId, basic, pro };
}

test('13. a preview and what then happens at that instant agree line by line', async () => {
  const { accountId, basic, pro } = await anAccount();
  const wanted = { accountId, planId: basic.id, quantity: '3', anchorDay: 15 };
  const first = await post<{ invoice: Content }>('/subscriptions/preview', wanted);
  const { id } = await post<{ id: string }>('/subscriptions', wanted);
  expect(first.invoice.lines).toHaveLength(2);
  expect(contentOf(first.invoice)).toEqual(contentOf(await newestOf(accountId)));

  const changes = [{ planId: pro.id }, { quantity: '11' }, { planId: basic.id, quantity: '2', when: 'now' }, { planId: pro.id, when: 'now' }];
  for (const change of changes) {
    billing.clock.advance({ milliseconds: 1 });
    const previewed = await post<{ invoice: Content }>(`/subscriptions/${id}/change/preview`, change);
    expect(contentOf((await post<{ invoice: Content }>(`/subscriptions/${id}/preview`, change)).invoice)).toEqual(contentOf(previewed.invoice));
    await post(`/subscriptions/${id}/change`, change);
    expect(previewed.invoice.lines.length).toBeGreaterThan(0);
    expect(contentOf(previewed.invoice)).toEqual(contentOf(await newestOf(accountId)));
  }
});

test('the next invoice, and that of a change that waits, are dated to the end of the period', async () => {
  const { accountId, basic, pro } = await anAccount();
  const { id } = await post<{ id: string }>('/subscriptions', { accountId, planId: pro.id });
  const next = await post<{ invoice: Content }>(`/subscriptions/${id}/preview`, {});
  expect(next.invoice).toMatchObject({ issueDate: '2027-02-28', total: { amount: 5767, currency: 'EUR' } });
  const later = await post<{ invoice: Content }>(`/subscriptions/${id}/change/preview`, { planId: basic.id });
  expect(later.invoice).toMatchObject({ issueDate: '2027-02-28', total: { amount: 2332, currency: 'EUR' } });
});

test('strangers, members without the permission and bad input are refused, and nothing is kept', async () => {
  const { ownerId, accountId, basic } = await anAccount();
  const { id } = await post<{ id: string }>('/subscriptions', { accountId, planId: basic.id });
  const attempts = async () => {
    const asked: [string, object][] = [['/subscriptions/preview', { accountId, planId: basic.id }], [`/subscriptions/${id}/preview`, {}], [`/subscriptions/${id}/change/preview`, { quantity: '2' }]];
    return Promise.all(asked.map(async ([url, payload]) => (await host.app.inject({ method: 'POST', url: `/v1${url}`, payload })).statusCode));
  };
  expect(await attempts()).toEqual([200, 200, 200]);
  expect(await post(`/subscriptions/${id}/change/preview`, {})).toMatchObject({ code: 'request.invalid', errors: [{ pointer: '/planId' }] });
  expect(await post('/subscriptions/preview', { accountId, planId: basic.id, anchorDay: 32 })).toMatchObject({ code: 'request.invalid', errors: [{ pointer: '/anchorDay' }] });
  host.actAs(aMemberOf([ids('org')], billingPermissions));
  expect(await attempts()).toEqual([404, 404, 404]);
  host.actAs(aMemberOf([ownerId], ['billing:accounts:read']));
  expect(await attempts()).toEqual([403, 403, 403]);
});
