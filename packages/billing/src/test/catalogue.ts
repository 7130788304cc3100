import type { CreatePlan, Plan } from '../index.ts';
import { anOperator, type TestBilling } from '../../testing/index.ts';

export const operator = { actor: anOperator };

let made = 0;

/** A key that no other test of the file uses. */
export const aKey = (word = 'key'): string => `${word}_${(made += 1)}`;

/** 20 euros a month in advance, and a cent for each call above a thousand, once the month is over. */
export const aPlanInput = (meter: string, changes: Partial<CreatePlan> = {}): CreatePlan => ({
  key: aKey('plan'),
  name: 'Pro',
  currency: 'EUR',
  interval: 'month',
  intervalCount: 1,
  charges: [
    { key: 'base', model: 'flat', timing: 'inAdvance', amount: '20.00' },
    {
      key: 'calls',
      model: 'graduated',
      timing: 'inArrears',
      meter,
      tiers: [
        { upTo: '1000', unitAmount: '0', flatAmount: '0' },
        { upTo: null, unitAmount: '0.01', flatAmount: '0' },
      ],
    },
  ],
  ...changes,
});

/** The key of a new meter that counts. */
export async function aMeter({ services }: TestBilling): Promise<string> {
  const { key } = await services.createMeter({ key: aKey('meter'), aggregation: 'count', eventType: 'api.call' }, operator);
  return key;
}

export const aDraftPlan = async (billing: TestBilling, changes: Partial<CreatePlan> = {}): Promise<Plan> =>
  billing.services.createPlan(aPlanInput(await aMeter(billing), changes), operator);

export const aPublishedPlan = async (billing: TestBilling, changes: Partial<CreatePlan> = {}): Promise<Plan> =>
  billing.services.publishPlan({ planId: (await aDraftPlan(billing, changes)).id }, operator);
