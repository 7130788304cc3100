import { createIds, systemClock } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemberOf, createTestBilling, type TestBilling } from '../../testing/index.ts';
import { billingPermissions } from '../index.ts';
import { operator } from '../test/catalogue.ts';
import { hostOf, type TestHost } from '../test/host.ts';

const ids = createIds(systemClock);
const ownerId = ids('org');

let billing: TestBilling;
let host: TestHost;
/** Names of what is there, for the table's urls and bodies: `{acct}`. */
const known: Record<string, string> = { org: ownerId, nobodysClock: ids('clock') };
beforeAll(async () => {
  billing = await createTestBilling();
  host = await hostOf(billing);
  const { services } = billing;
  await services.createMeter({ key: 'calls', aggregation: 'count', eventType: 'api.call' }, operator);
  await services.createFeature({ key: 'projects', name: 'Projects', kind: 'limit' }, operator);
  await services.createFeature({ key: 'support', name: 'Support', kind: 'boolean' }, operator);
  await services.createTaxRate({ key: 'vat', name: 'VAT', jurisdiction: 'AT', behavior: 'exclusive', percentage: '20' }, operator);
  await services.createTaxRate({ key: 'within', name: 'VAT', jurisdiction: 'AT', behavior: 'inclusive', percentage: '10' }, operator);
  known['acct'] = (await services.createAccount({ name: 'Engines', currency: 'EUR', timeZone: 'UTC', ownerId }, operator)).id;
  known['dollars'] = (await services.createAccount({ name: 'Engines', currency: 'USD', timeZone: 'UTC', ownerId }, operator)).id;
  for (const [key, interval] of [['monthly', 'month'], ['weekly', 'week']] as const) {
    const { id } = await services.createPlan({ ...plan(), key, interval }, operator);
    await services.publishPlan({ planId: id }, operator);
    known[key] = id;
  }
  const both = { ...aMemberOf([ownerId], billingPermissions), operator: true };
  known['sub'] = (await services.createSubscription({ accountId: known['acct'] as `acct_${string}`, planId: known['monthly'] as `plan_${string}` }, { actor: both })).id;
  host.actAs(both);
});
afterAll(async () => {
  await host.app.close();
  await billing.close();
});

const flat = { key: 'base', model: 'flat', timing: 'inAdvance', amount: '20' } as const;
const tiers = (...ends: (string | null)[]) => ({ tiers: ends.map((upTo) => ({ upTo, unitAmount: '1', flatAmount: '0' })) });
const counted = { key: 'calls', model: 'standard', timing: 'inArrears', meter: 'calls', unitAmount: '1' };
const plan = (changes: object = {}) => ({ key: 'new', name: 'New', currency: 'EUR', interval: 'month' as const, intervalCount: 1, charges: [flat], ...changes });
const charged = (...charges: object[]) => plan({ charges });
const account = (changes: object) => ({ name: 'Engines', currency: 'EUR', timeZone: 'UTC', ownerId, ...changes });
const rate = (changes: object) => ({ key: 'rate', name: 'Tax', jurisdiction: 'AT', behavior: 'exclusive', ...changes });
const coupon = (changes: object) => ({ code: 'NEW', name: 'New', duration: 'once', ...changes });
const subscription = (changes: object) => ({ accountId: '{acct}', planId: '{monthly}', ...changes });

test.each<[url: string, body: object, problems: string[]]>([
  ['/accounts', account({ currency: 'ABC' }), ['/currency unknown_currency']],
  ['/accounts', account({ timeZone: 'Mars/Olympus' }), ['/timeZone unknown_time_zone']],
  ['/accounts', account({ testClockId: '{nobodysClock}' }), ['/testClockId unknown_test_clock']],
  ['/accounts', account({ taxRate: 'nobodys' }), ['/taxRate unknown_tax_rate']],
  ['PATCH /accounts/{acct}', { ownerId, taxRate: 'nobodys' }, ['/taxRate unknown_tax_rate']],
  ['/tax-rates', rate({}), ['/percentage percentage_or_parts']],
  ['/tax-rates', rate({ percentage: '100.01' }), ['/percentage not_a_percent']],
  ['/tax-rates', rate({ parts: ['vat', 'nobodys'] }), ['/parts/1 unknown_tax_rate']],
  ['/tax-rates', rate({ parts: ['vat', 'vat'] }), ['/parts/1 duplicate']],
  ['/tax-rates', rate({ parts: ['vat', 'within'] }), ['/parts/1 other_behavior']],
  ['/invoices', { accountId: '{acct}', ownerId, lines: [{ description: 'Set-up', unitAmount: '1', taxRate: 'nobodys' }] }, ['/lines/0/taxRate unknown_tax_rate']],
  ['/plans', charged(flat, flat), ['/charges/1/key repeated_key']],
  ['/plans', charged({ ...flat, taxRate: 'nobodys' }), ['/charges/0/taxRate unknown_tax_rate']],
  ['/plans', charged({ ...flat, prices: [{ currency: 'EUR', amount: '1' }] }), ['/charges/0/prices/0/currency repeated_currency']],
  ['/plans', charged({ ...flat, prices: [{ currency: 'USD', amount: '1' }] }, { ...flat, key: 'more' }), ['/charges/1/prices missing_currency']],
  ['/plans', charged({ ...flat, amount: '90071992547409.92' }), ['/charges/0/amount amount_too_large']],
  ['/plans', charged({ ...counted, meter: 'nobodys' }), ['/charges/0/meter unknown_meter']],
  ['/plans', charged({ ...counted, timing: 'inAdvance' }), ['/charges/0/timing metered_in_advance']],
  ['/plans', charged({ key: 'seats', model: 'standard', timing: 'inArrears', unitAmount: '1' }), ['/charges/0/meter missing_meter']],
  ['/plans', charged({ ...counted, model: 'dynamic', unitAmount: undefined, multiplier: '1' }), ['/charges/0/meter meter_without_amounts']],
  ['/plans', charged({ ...counted, minimumSpend: '5', maximumSpend: '4' }), ['/charges/0/maximumSpend below_minimum']],
  ['/plans', charged({ ...counted, minimumSpend: '0.001' }), ['/charges/0/minimumSpend not_in_minor_units']],
  ['/plans', charged({ ...counted, unitAmount: undefined, model: 'graduated', ...tiers('10', '10', null) }), ['/charges/0/tiers/1/upTo tiers_not_ascending']],
  ['/plans', charged({ ...counted, unitAmount: undefined, model: 'volume', ...tiers('10') }), ['/charges/0/tiers/0/upTo last_tier_not_open']],
  ['/plans', charged({ ...counted, unitAmount: undefined, model: 'volume', ...tiers(null, null) }), ['/charges/0/tiers/0/upTo open_tier_not_last']],
  ['/plans', charged({ ...counted, unitAmount: undefined, model: 'package', packageSize: '0', packageAmount: '1' }), ['/charges/0/packageSize not_positive']],
  ['/plans', plan({ features: [{ feature: 'nobodys' }] }), ['/features/0/feature unknown_feature']],
  ['/plans', plan({ features: [{ feature: 'support' }, { feature: 'support' }] }), ['/features/1/feature repeated_feature']],
  ['/plans', plan({ features: [{ feature: 'support', limit: '1' }, { feature: 'projects' }] }), ['/features/0/limit limit_of_kind', '/features/1/limit limit_of_kind']],
  ['/plans/{monthly}/overrides', { ownerId, accountId: '{acct}', charges: [{ key: 'nobodys', model: 'flat', amount: '1' }] }, ['/charges/0/key unknown_charge']],
  ['/plans/{monthly}/overrides', { ownerId, accountId: '{acct}', charges: [{ key: 'base', model: 'standard', unitAmount: '1' }] }, ['/charges/0/model other_model']],
  ['/plans/{monthly}/overrides', { ownerId, accountId: '{dollars}', charges: [{ key: 'base', model: 'flat', amount: '1' }] }, ['/accountId currency_mismatch']],
  ['/coupons', coupon({}), ['/percentOff percent_or_amounts']],
  ['/coupons', coupon({ percentOff: '101' }), ['/percentOff not_a_percent']],
  ['/coupons', coupon({ percentOff: '0' }), ['/percentOff not_a_percent']],
  ['/coupons', coupon({ percentOff: '5', periods: 2 }), ['/periods periods_of_repeating']],
  ['/coupons', coupon({ percentOff: '5', duration: 'repeating' }), ['/periods periods_of_repeating']],
  ['/coupons', coupon({ amountsOff: [{ currency: 'EUR', amount: '1' }, { currency: 'EUR', amount: '2' }] }), ['/amountsOff/1/currency repeated_currency']],
  ['/coupons', coupon({ amountsOff: [{ currency: 'EUR', amount: '0' }] }), ['/amountsOff/0/amount not_positive']],
  ['/coupons', coupon({ amountsOff: [{ currency: 'JPY', amount: '1.5' }] }), ['/amountsOff/0/amount not_in_minor_units']],
  ['/subscriptions', subscription({ planId: '{weekly}', anchorDay: 31 }), ['/anchorDay anchor_day_without_months']],
  ['/subscriptions', subscription({ startsAt: '2025-12-30T12:00:00Z' }), ['/startsAt too_far_back']],
  ['/subscriptions', subscription({ startsAt: '2037-01-10T12:00:00Z' }), ['/startsAt too_far_ahead']],
  ['/subscriptions', subscription({ trialDays: 3, trialEnd: '2027-01-09T12:00:00Z' }), ['/trialEnd trial_twice']],
  ['/subscriptions', subscription({ trialEnd: '2027-01-01T12:00:00Z' }), ['/trialEnd not_after_start']],
  ['/subscriptions', subscription({ startsAt: '2026-12-01T00:00:00Z', endsAt: '2026-12-31T00:00:00Z' }), ['/endsAt not_in_future']],
  ['/subscriptions', subscription({ startsAt: '2027-02-01T00:00:00Z', endsAt: '2027-01-31T00:00:00Z' }), ['/endsAt not_after_start']],
  ['/subscriptions', subscription({ accountId: '{dollars}' }), ['/planId currency_mismatch']],
  ['/subscriptions/{sub}/change', {}, ['/planId nothing_to_change']],
  ['/subscriptions/{sub}/cancel', { when: 'periodEnd', credit: false }, ['/credit only_now']],
  ['/subscriptions/{sub}/pause', { resumesAt: '2027-01-01T12:00:00Z' }, ['/resumesAt not_in_future']],
  ['GET /usage?accountId={acct}&meter=nobodys&from=2027-01-01T00:00:00Z&to=2027-01-02T00:00:00Z', {}, ['/meter unknown_meter']],
  ['GET /usage?accountId={acct}&meter=calls&from=2027-01-02T00:00:00Z&to=2027-01-02T00:00:00Z', {}, ['/to not_after_from']],
  ['GET /usage?accountId={acct}&meter=calls&from=2020-01-01T00:00:00Z&to=2027-01-02T00:00:00Z&window=hour', {}, ['/window too_many_windows']],
])('%s with %j is refused with %j, and nothing is stored', async (asked, given, problems) => {
  const [method, url] = asked.startsWith('/') ? (['POST', asked] as const) : (asked.split(' ') as ['GET' | 'PATCH', string]);
  const filled = (text: string) => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name] ?? name);
  const stored = () => billing.database.driver('billing')<{ rows: string }[]>`
    select table_name as rows, (xpath('/row/count/text()', query_to_xml('select count(*) from billing.' || table_name, false, true, '')))[1]::text as count
    from information_schema.tables where table_schema = 'billing' and table_type = 'BASE TABLE' order by table_name`;
  const before = await stored();
  const answer = await host.app.inject({ method, url: `/v1${filled(url)}`, ...(method !== 'GET' && { payload: JSON.parse(filled(JSON.stringify(given))) as object }) });
  expect([answer.statusCode, (answer.json<{ errors?: { pointer: string; code: string }[] }>().errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)]).toEqual([400, problems]);
  expect(await stored()).toEqual(before);
});
