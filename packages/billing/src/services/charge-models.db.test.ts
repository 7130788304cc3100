import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NewCharge } from '../contract/charges.ts';
import type { Plan, PreviewPricing } from '../index.ts';
import { aPlanInput, operator } from '../test/catalogue.ts';
import { aMeter, anEvent } from '../test/metering.ts';
import { aClock, advanceTo, aSubscriber, invoicesOf, startSubscribing, type Subscribing } from '../test/subscribing.ts';

let subscribing: Subscribing;
beforeAll(async () => {
  subscribing = await startSubscribing();
});
afterAll(() => subscribing.close());

const tier = (upTo: string | null, unitAmount: string, flatAmount: string) => ({ upTo, unitAmount, flatAmount });
const percentageTier = (upTo: string | null, ratePercent: string, flatAmount: string) => ({ upTo, ratePercent, flatAmount });

type Metered = Exclude<NewCharge, { readonly model: 'flat' }>;
type Price = Metered extends infer One ? (One extends Metered ? Omit<One, 'key' | 'timing' | 'meter'> : never) : never;

interface Example {
  readonly price: Price;
  /** What single events carry. */
  readonly events: readonly string[];
  /** Minor units of each line, by hand. */
  readonly lines: readonly number[];
}

// The figures of cases/data/rating.json and spend-limits.json: Stripe, Lago, OpenMeter.
const examples: Readonly<Record<string, Example>> = {
  standard: { price: { model: 'standard', unitAmount: '0.125' }, events: ['2', '1'], lines: [38] },
  graduated: { price: { model: 'graduated', tiers: [tier('10', '10', '2'), tier('20', '5', '3'), tier(null, '5', '3')] }, events: ['20', '1'], lines: [16_300] },
  volume: { price: { model: 'volume', tiers: [tier('100', '2', '10'), tier('200', '1', '0'), tier(null, '0.5', '50')] }, events: ['100', '0.5'], lines: [10_050] },
  package: { price: { model: 'package', packageSize: '10', packageAmount: '100', freeUnits: '10' }, events: ['121'], lines: [120_000] },
  free: { price: { model: 'percentage', ratePercent: '1.3', fixedPerEvent: '2.0', freeEvents: 3, freeTotal: '250' }, events: ['50', '100', '250', '400'], lines: [1115] },
  bounded: { price: { model: 'percentage', ratePercent: '2.99', fixedPerEvent: '2.0', minimumPerEvent: '1.75', maximumPerEvent: '12' }, events: ['10', '80', '10000'], lines: [1869] },
  share: { price: { model: 'graduatedPercentage', tiers: [percentageTier('10', '1', '200'), percentageTier('20', '2', '300'), percentageTier(null, '3', '400')] }, events: ['12'], lines: [50_014] },
  dynamic: { price: { model: 'dynamic', multiplier: '1.33333' }, events: ['20', '30'], lines: [6667] },
  most: { price: { model: 'standard', unitAmount: '1', maximumSpend: '100' }, events: ['150'], lines: [10_000] },
  least: { price: { model: 'standard', unitAmount: '1', minimumSpend: '100' }, events: ['50'], lines: [5000, 5000] },
};

const advance: NewCharge[] = [
  { key: 'base', model: 'flat', timing: 'inAdvance', amount: '20.00' },
  { key: 'seats', model: 'standard', timing: 'inAdvance', unitAmount: '12.50' },
];

async function aPlanOfAllModels(): Promise<Plan> {
  const { services } = subscribing.billing;
  for (const key of Object.keys(examples)) await aMeter(subscribing.billing, { key, aggregation: 'sum', eventType: key, valueProperty: 'value' });
  const usage = Object.entries(examples).map(([key, { price }]): NewCharge => ({ key, timing: 'inArrears', meter: key, ...price }));
  const plan = await services.createPlan(aPlanInput('none', { charges: [...advance, ...usage] }), operator);
  expect(plan.charges).toEqual([...advance, ...usage].map((charge) => ({ ...charge, id: expect.stringMatching(/^charge_/) as string })));
  return services.publishPlan({ planId: plan.id }, operator);
}

/** The same charges and quantities as a stranger would ask about them. */
function previewOf(plan: Plan, quantity: string): PreviewPricing {
  const charges = plan.charges.map(({ id, ...charge }) => {
    expect(id).toMatch(/^charge_/);
    if (charge.timing === 'inAdvance') return { ...charge, quantity };
    const { events = [] } = examples[charge.key] ?? {};
    if (charge.model === 'percentage') return { ...charge, events: [...events] };
    return { ...charge, quantity: charge.key === 'graduated' ? '21' : charge.key === 'volume' ? '100.5' : charge.key === 'dynamic' ? '50' : charge.key === 'standard' ? '3' : (events[0] ?? '0') };
  });
  return { currency: plan.currency, charges };
}

test('a plan with every model is billed to the figures of other billing systems, and as its preview says', async () => {
  const { billing } = subscribing;
  const plan = await aPlanOfAllModels();
  const clock = await aClock(subscribing, '2027-01-31T10:00:00Z');
  const subscriber = await aSubscriber(subscribing, { testClockId: clock.id, plan, quantity: '7' });
  expect(subscriber.subscription.quantity).toBe('7');

  const events = Object.entries(examples).flatMap(([type, { events: values }]) =>
    values.map((value, index) => anEvent(subscriber.account.id, { type, time: `2027-02-01T00:00:0${index}Z`, data: { value } })),
  );
  const { data } = await billing.services.recordUsageEvents({ events }, subscriber.member);
  expect(data.filter(({ status }) => status === 'accepted')).toHaveLength(events.length);
  await advanceTo(subscribing, clock.id, '2027-03-01T00:00:00Z');

  const [first, second, ...more] = await invoicesOf(subscribing, subscriber);
  expect(more).toEqual([]);
  const amountsOf = (lines: readonly { charge: string | null; amount: { amount: number } }[] = []) => lines.map(({ charge, amount }) => [charge, amount.amount]);
  const inAdvance = [['base', 2000], ['seats', 8750]];
  expect(amountsOf(first?.lines)).toEqual(inAdvance);
  const used = Object.entries(examples).flatMap(([key, { lines }]) => lines.map((amount) => [key, amount]));
  expect(amountsOf(second?.lines)).toEqual([...inAdvance, ...used]);
  expect(second?.lines.find(({ charge }) => charge === 'most')?.explanation).toMatchObject({ exact: '150', maximumSpend: '100.00', maximumDiscount: '50.00' });
  expect(second?.lines.findLast(({ charge }) => charge === 'least')).toMatchObject({ quantity: null, explanation: { minimumSpend: '100.00', exact: '50' } });

  const preview = await billing.selectors.previewPricing(previewOf(plan, '7'), { actor: { type: 'anonymous' } });
  expect(preview.lines.map(({ key, amount, exact, breakdown }) => ({ key, amount, exact, breakdown }))).toEqual(
    second?.lines.map(({ charge, amount, explanation }) => ({ key: charge, amount, exact: explanation['exact'], breakdown: explanation['breakdown'] })),
  );
  expect(preview.total).toEqual(second?.total);
});

test('a subscription is billed in the currency of its account, at the prices in it', async () => {
  const { billing } = subscribing;
  const charges: NewCharge[] = [
    { key: 'base', model: 'flat', timing: 'inAdvance', amount: '20.00', prices: [{ currency: 'USD', amount: '22.00' }, { currency: 'JPY', amount: '3000' }] },
    { key: 'seats', model: 'package', timing: 'inAdvance', packageSize: '5', packageAmount: '10', prices: [{ currency: 'JPY', packageSize: '5', packageAmount: '1500' }, { currency: 'USD', packageSize: '5', packageAmount: '11', minimumSpend: '30' }] },
  ];
  const plan = await billing.services.createPlan(aPlanInput('none', { charges }), operator);
  await billing.services.publishPlan({ planId: plan.id }, operator);
  const totals = [];
  for (const currency of ['EUR', 'USD', 'JPY']) {
    const [invoice] = await invoicesOf(subscribing, await aSubscriber(subscribing, { plan, currency, quantity: '6' }));
    totals.push([invoice?.total, invoice?.lines.map(({ amount }) => amount.amount)]);
  }
  expect(totals).toEqual([
    [{ amount: 4000, currency: 'EUR' }, [2000, 2000]],
    [{ amount: 5200, currency: 'USD' }, [2200, 2200, 800]],
    [{ amount: 6000, currency: 'JPY' }, [3000, 3000]],
  ]);
  await expect(aSubscriber(subscribing, { plan, currency: 'GBP' })).rejects.toMatchObject({ issues: [{ pointer: '/planId', code: 'currency_mismatch' }] });
});
