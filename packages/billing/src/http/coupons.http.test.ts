import { createIds, systemClock } from '@plinth/kernel';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { aMemberOf, anOperator, createTestBilling, type TestBilling } from '../../testing/index.ts';
import { billingPermissions } from '../index.ts';
import { aKey, aPublishedPlan } from '../test/catalogue.ts';
import { hostOf, type TestHost } from '../test/host.ts';

const ids = createIds(systemClock);

let billing: TestBilling;
let host: TestHost;
beforeAll(async () => {
  billing = await createTestBilling();
  host = await hostOf(billing);
});
beforeEach(() => host.actAs(anOperator));
afterAll(async () => {
  await host.app.close();
  await billing.close();
});

const get = (url: string) => host.app.inject({ method: 'GET', url: `/v1${url}` });
const post = (url: string, payload?: object) => host.app.inject({ method: 'POST', url: `/v1${url}`, ...(payload && { payload }) });
const problemsOf = (answer: Awaited<ReturnType<typeof get>>) =>
  answer.json<{ errors?: { pointer: string; code: string }[] }>().errors?.map(({ pointer, code }) => `${pointer} ${code}`);

async function anAccount(currency = 'EUR') {
  const ownerId = ids('org');
  const { id: accountId } = (await post('/accounts', { name: 'Engines', currency, timeZone: 'UTC', ownerId })).json<{ id: string }>();
  return { accountId, member: aMemberOf([ownerId], billingPermissions) };
}

const aCoupon = (changes: object = {}) => ({ code: aKey('CODE'), name: 'Welcome', percentOff: '20', duration: 'once', ...changes });

test('a coupon is made, read, listed, redeemed and archived, request by request', async () => {
  const asked = aCoupon({ maximumRedemptions: 2, plans: ['pro'], charges: ['base'], redeemBy: '2027-02-01T00:00:00.000Z' });
  const answer = await post('/coupons', asked);
  const coupon = answer.json<{ id: string; code: string }>();
  expect([answer.statusCode, coupon]).toEqual([
    201,
    { ...asked, id: expect.stringMatching(/^coupon_/) as string, amountsOff: [], periods: null, redemptions: 0, status: 'active', version: 1, createdAt: '2027-01-01T12:00:00.000Z', archivedAt: null },
  ]);
  expect((await get(`/coupons/${coupon.id}`)).json()).toEqual(coupon);
  expect((await get('/coupons?limit=100')).json<{ data: object[] }>().data).toContainEqual(coupon);
  expect((await post('/coupons', asked)).json()).toMatchObject({ code: 'billing.coupon_code_taken' });

  const [account, stranger] = [await anAccount(), await anAccount()];
  host.actAs(account.member);
  const redeemed = await post('/coupon-redemptions', { code: coupon.code, accountId: account.accountId });
  expect([redeemed.statusCode, redeemed.json()]).toMatchObject([201, { couponId: coupon.id, code: coupon.code, accountId: account.accountId, subscriptionId: null, periodsLeft: 1 }]);
  expect((await get(`/coupon-redemptions?accountId=${account.accountId}`)).json()).toEqual({ data: [redeemed.json()], nextCursor: null });
  expect((await post('/coupon-redemptions', { code: coupon.code, accountId: account.accountId })).json()).toMatchObject({ code: 'billing.coupon_redeemed' });
  expect((await post('/coupon-redemptions', { code: coupon.code, accountId: stranger.accountId })).statusCode).toBe(404);
  expect((await post('/coupon-redemptions', { code: coupon.code, accountId: account.accountId, subscriptionId: ids('sub') })).statusCode).toBe(404);
  expect((await get(`/coupon-redemptions?accountId=${stranger.accountId}`)).json()).toEqual({ data: [], nextCursor: null });

  host.actAs(anOperator);
  expect((await post(`/coupons/${coupon.id}/archive`)).json()).toMatchObject({ status: 'archived', redemptions: 1 });
  host.actAs(stranger.member);
  expect((await post('/coupon-redemptions', { code: coupon.code, accountId: stranger.accountId })).json()).toMatchObject({ code: 'billing.coupon_not_redeemable' });
});

test('what was redeemed discounts the next invoice, as its preview says', async () => {
  const { code } = (await post('/coupons', aCoupon({ percentOff: '12.5', charges: ['base'] }))).json<{ code: string }>();
  const plan = await aPublishedPlan(billing, { charges: [{ key: 'base', model: 'flat', timing: 'inAdvance', amount: '20.00' }, { key: 'care', model: 'flat', timing: 'inAdvance', amount: '5.00' }] });
  const { accountId, member } = await anAccount();
  host.actAs(member);
  const { id: redemptionId } = (await post('/coupon-redemptions', { code, accountId })).json<{ id: string }>();
  const preview = await post('/subscriptions/preview', { accountId, planId: plan.id });
  const [amount, nothing] = [{ amount: 250, currency: 'EUR' }, { amount: 0, currency: 'EUR' }];
  const discounted = {
    lines: [{ charge: 'base', discount: amount, discounts: [{ redemptionId, code, amount }], net: { amount: 1750 } }, { charge: 'care', discount: nothing, discounts: [], net: { amount: 500 } }],
    subtotal: { amount: 2500 }, discount: amount, discounts: [{ redemptionId, code, amount }], net: { amount: 2250 }, total: { amount: 2250 },
  };
  expect([preview.statusCode, preview.json()]).toMatchObject([200, { invoice: discounted }]);
  expect((await post('/subscriptions', { accountId, planId: plan.id })).statusCode).toBe(201);
  expect((await get(`/invoices?accountId=${accountId}`)).json()).toMatchObject({ data: [discounted] });
  expect((await get(`/coupon-redemptions?accountId=${accountId}`)).json()).toMatchObject({ data: [{ id: redemptionId, periodsLeft: 0, version: 2 }] });
});

test('of many at once no more redeem a coupon than it allows, and none after its last instant', async () => {
  const { code } = (await post('/coupons', aCoupon({ maximumRedemptions: 3 }))).json<{ code: string }>();
  const accounts = await Promise.all(Array.from({ length: 6 }, () => anAccount()));
  const codes = await Promise.all(
    accounts.map(({ accountId, member }) => billing.services.redeemCoupon({ code, accountId: accountId as never }, { actor: member }).then(() => 'redeemed', (error: unknown) => (error as { code: string }).code)),
  );
  expect(codes.sort()).toEqual([...Array.from({ length: 3 }, () => 'billing.coupon_not_redeemable'), ...Array.from({ length: 3 }, () => 'redeemed')]);

  const { code: over } = (await post('/coupons', aCoupon({ redeemBy: '2027-01-01T12:00:00Z' }))).json<{ code: string }>();
  const { accountId, member } = await anAccount();
  host.actAs(member);
  expect((await post('/coupon-redemptions', { code: over, accountId })).json()).toMatchObject({ code: 'billing.coupon_not_redeemable' });
});

test('a coupon that makes no sense is refused by field and rule', async () => {
  const amount = (currency: string, value: string) => aCoupon({ percentOff: undefined, amountsOff: [{ currency, amount: value }] });
  const bad: [object, string[]][] = [
    [aCoupon({ percentOff: undefined }), ['/percentOff percent_or_amounts']],
    [aCoupon({ amountsOff: [{ currency: 'EUR', amount: '5' }] }), ['/percentOff percent_or_amounts']],
    [aCoupon({ percentOff: '0' }), ['/percentOff not_a_percent']],
    [aCoupon({ percentOff: '100.01' }), ['/percentOff not_a_percent']],
    [aCoupon({ percentOff: 20 }), ['/percentOff invalid_type']],
    [aCoupon({ periods: 3 }), ['/periods periods_of_repeating']],
    [aCoupon({ duration: 'repeating' }), ['/periods periods_of_repeating']],
    [aCoupon({ duration: 'repeating', periods: 0 }), ['/periods too_small']],
    [aCoupon({ duration: 'always' }), ['/duration invalid_value']],
    [aCoupon({ maximumRedemptions: 0 }), ['/maximumRedemptions too_small']],
    [aCoupon({ redeemBy: 'soon' }), ['/redeemBy invalid_format']],
    [aCoupon({ code: 'A B' }), ['/code invalid_format']],
    [aCoupon({ color: 'red' }), ['/color unknown_field']],
    [amount('EUR', '0'), ['/amountsOff/0/amount not_positive']],
    [amount('EUR', '1.005'), ['/amountsOff/0/amount not_in_minor_units']],
    [amount('JPY', '1.5'), ['/amountsOff/0/amount not_in_minor_units']],
    [amount('XXX', '1'), ['/amountsOff/0/currency unknown_currency']],
    [amount('EUR', '90071992547409.92'), ['/amountsOff/0/amount amount_too_large']],
  ];
  for (const [body, problems] of bad) expect([body, problemsOf(await post('/coupons', body))]).toEqual([body, problems]);
  const { code } = (await post('/coupons', amount('USD', '5'))).json<{ code: string }>();
  const { accountId, member } = await anAccount('EUR');
  host.actAs(member);
  expect(problemsOf(await post('/coupon-redemptions', { code, accountId }))).toEqual(['/code currency_mismatch']);
});
