import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestBilling, type TestBilling } from '../../testing/index.ts';
import type { PricingPreview } from '../index.ts';
import { parseDecimal } from '../rules/decimal.ts';
import { hostOf, type TestHost } from '../test/host.ts';

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

const preview = (currency: string, ...charges: object[]) => host.app.inject({ method: 'POST', url: '/v1/pricing/preview', payload: { currency, charges } });

const priced = async (currency: string, ...charges: object[]): Promise<PricingPreview> => {
  const answer = await preview(currency, ...charges);
  expect([answer.statusCode, answer.body]).toEqual([200, answer.body]);
  return answer.json<PricingPreview>();
};

const tiers = [
  { upTo: '1000', unitAmount: '0', flatAmount: '0' },
  { upTo: null, unitAmount: '0.01', flatAmount: '0' },
];

test('nobody needs an account to see how a price comes about', async () => {
  const base = { key: 'base', model: 'flat', timing: 'inAdvance', amount: '20.00', quantity: '7' };
  const calls = { key: 'calls', model: 'graduated', timing: 'inArrears', meter: 'no_such_meter', tiers, quantity: '1500' };
  expect(await priced('EUR', base, calls)).toEqual({
    lines: [
      { key: 'base', amount: { amount: 2000, currency: 'EUR' }, exact: '20', breakdown: [{ kind: 'flat', flatAmount: '20', amount: '20' }] },
      {
        key: 'calls',
        amount: { amount: 500, currency: 'EUR' },
        exact: '5',
        breakdown: [
          { kind: 'tier', from: '0', upTo: '1000', quantity: '1000', unitAmount: '0', flatAmount: '0', amount: '0' },
          { kind: 'tier', from: '1000', upTo: null, quantity: '500', unitAmount: '0.01', flatAmount: '0', amount: '5' },
        ],
      },
    ],
    total: { amount: 2500, currency: 'EUR' },
  });
});

test('an amount is exact until it is rounded once, half away from zero, at the currency’s own place', async () => {
  const unit = (unitAmount: string, quantity: string) => ({ key: 'units', model: 'standard', unitAmount, quantity });
  for (const [currency, charge, exact, amount] of [
    ['EUR', unit('0.125', '1'), '0.125', 13],
    ['EUR', unit('0.1', '3'), '0.3', 30],
    ['JPY', unit('0.5', '1'), '0.5', 1],
    ['BHD', unit('0.0005', '1'), '0.0005', 1],
    ['EUR', unit('0.0000000000000000001', '0.0000000000000000001'), '0.00000000000000000000000000000000000001', 0],
  ] as const) {
    expect((await priced(currency, charge)).lines).toMatchObject([{ exact, amount: { amount, currency } }]);
  }
});

test('what cannot be priced is refused by field and rule', async () => {
  const unit = { key: 'units', model: 'standard', unitAmount: '90071992547409.91', quantity: '1' };
  const bad: [string, object[], string[]][] = [
    ['EUR', [{ ...unit, quantity: '2' }], ['/charges/0/quantity amount_too_large']],
    ['EUR', [unit, { ...unit, key: 'more' }], ['/charges amount_too_large']],
    ['EUR', [{ ...unit, unitAmount: '90071992547409.92' }], ['/charges/0/unitAmount amount_too_large']],
    ['EUR', [{ key: 'units', model: 'standard', unitAmount: '1' }], ['/charges/0/quantity invalid_type']],
    ['EUR', [{ ...unit, quantity: '-1' }], ['/charges/0/quantity invalid_format']],
    ['EUR', [{ ...unit, quantity: 1 }], ['/charges/0/quantity invalid_type']],
    ['EUR', [{ ...unit, quantity: '1'.repeat(41) }], ['/charges/0/quantity custom']],
    ['XTS', [unit], ['/currency unknown_currency']],
    ['EUR', [{ key: 'calls', model: 'graduated', tiers: [...tiers].reverse(), quantity: '1' }], ['/charges/0/tiers/0/upTo open_tier_not_last', '/charges/0/tiers/1/upTo last_tier_not_open']],
    ['EUR', [{ key: 'calls', model: 'stairs', quantity: '1' }], ['/charges/0/model invalid_union']],
    ['EUR', [], ['/charges too_small']],
  ];
  for (const [currency, charges, problems] of bad) {
    const answer = await preview(currency, ...charges);
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ errors: { pointer: string; code: string }[] }>().errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(problems);
  }
});

const caseSchema = z.object({
  id: z.string(),
  kind: z.literal('rating'),
  input: z.object({
    model: z.enum(['flat', 'standard', 'graduated']),
    currency: z.string(),
    quantity: z.string(),
    amount: z.string().optional(),
    unit_amount: z.string().optional(),
    tiers: z.array(z.object({ up_to: z.string().nullable(), unit_amount: z.string().default('0'), flat_amount: z.string().default('0') })).optional(),
  }),
  expected: z.object({ amount: z.string() }),
  rounding: z.string().optional(),
});

test('the cases of other billing systems have the same amounts in a preview', async () => {
  const all = JSON.parse(readFileSync(new URL('../../cases/data/rating.json', import.meta.url), 'utf8')) as unknown[];
  const cases = all.flatMap((each) => caseSchema.safeParse(each).data ?? []);
  expect(cases.length).toBeGreaterThan(10);
  for (const { id, input, expected, rounding } of cases) {
    const { model, currency, quantity, amount, unit_amount: unitAmount, tiers: read } = input;
    const asked = read?.map(({ up_to: upTo, unit_amount, flat_amount: flatAmount }) => ({ upTo, unitAmount: unit_amount, flatAmount }));
    const { lines } = await priced(currency, { key: 'case', model, quantity, ...(amount && { amount }), ...(unitAmount && { unitAmount }), ...(asked && { tiers: asked }) });
    if (rounding === undefined) expect([id, lines[0]?.exact]).toEqual([id, parseDecimal(expected.amount).toFixed()]);
  }
});
