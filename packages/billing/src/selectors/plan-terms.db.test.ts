import { createDatabase, type Database } from '@plinth/db';
import { createIds, systemClock } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestBilling, type TestBilling } from '../../testing/index.ts';
import { parseDecimal, zero } from '../rules/decimal.ts';
import { aKey, aPublishedPlan, operator } from '../test/catalogue.ts';
import { planTerms } from './plan-terms.ts';

let billing: TestBilling;
let database: Database<'billing'>;
beforeAll(async () => {
  billing = await createTestBilling();
  database = createDatabase('billing', { url: billing.database.url });
});
afterAll(async () => {
  await database.close();
  await billing.close();
});

test('plans are read as the rules take them, each once, with what their meters measure', async () => {
  const tokens = aKey('meter');
  await billing.services.createMeter({ key: tokens, aggregation: 'sum', eventType: 'tokens.used', valueProperty: 'tokens' }, operator);
  const simple = await aPublishedPlan(billing);
  const metered = await aPublishedPlan(billing, {
    interval: 'week',
    intervalCount: 2,
    currency: 'JPY',
    charges: [{ key: 'tokens', model: 'standard', timing: 'inArrears', meter: tokens, unitAmount: '0.30' }],
  });
  const terms = await planTerms(database.reader([]), [metered.id, simple.id, metered.id, createIds(systemClock)('plan')]);
  expect(terms).toHaveLength(2);
  expect(terms.find(({ id }) => id === metered.id)).toEqual({
    id: metered.id,
    name: 'Pro',
    status: 'published',
    accountId: null,
    currency: 'JPY',
    interval: { unit: 'week', count: 2 },
    trialDays: 0,
    proration: 'second',
    charges: [
      {
        id: metered.charges[0]?.id,
        key: 'tokens',
        timing: 'inArrears',
        interval: null,
        metered: true,
        perQuantity: false,
        price: { model: 'standard', unitAmount: parseDecimal('0.3') },
        limits: {},
        meter: { meterId: expect.stringMatching(/^mtr_/) as string, eventType: 'tokens.used', aggregation: 'sum', valueProperty: 'tokens', filters: [] },
      },
    ],
    inOtherCurrencies: new Map(),
  });
  expect(terms.find(({ id }) => id === simple.id)?.charges).toEqual([
    { id: simple.charges[0]?.id, key: 'base', timing: 'inAdvance', interval: null, metered: false, perQuantity: false, price: { model: 'flat', amount: parseDecimal('20') }, limits: {}, meter: null },
    {
      id: simple.charges[1]?.id,
      key: 'calls',
      timing: 'inArrears',
      interval: null,
      metered: true,
      perQuantity: false,
      price: {
        model: 'graduated',
        tiers: [
          { upTo: parseDecimal('1000'), unitAmount: zero, flatAmount: zero },
          { upTo: null, unitAmount: parseDecimal('0.01'), flatAmount: zero },
        ],
      },
      limits: {},
      meter: { meterId: expect.stringMatching(/^mtr_/) as string, eventType: 'api.call', aggregation: 'count', valueProperty: null, filters: [] },
    },
  ]);
});
