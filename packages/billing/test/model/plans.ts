import { aKey, operator } from '../../src/test/catalogue.ts';
import type { CreatePlan, Plan } from '../../src/index.ts';
import type { TestBilling } from '../../testing/index.ts';

export type PlanName = 'small' | 'large' | 'weekly';
export type ChargeName = 'base' | 'seats' | 'calls';

/** A plan as the model knows it; amounts in cents. */
interface ModelPlan {
  readonly interval: 'month' | 'week';
  readonly base: bigint;
  /** Of each; null where there are none. */
  readonly seat: bigint | null;
  /** Of each beyond the free ones. */
  readonly call: bigint;
  readonly freeCalls: bigint;
}

export const modelPlans: Readonly<Record<PlanName, ModelPlan>> = {
  small: { interval: 'month', base: 2000n, seat: null, call: 50n, freeCalls: 3n },
  large: { interval: 'month', base: 4999n, seat: 701n, call: 20n, freeCalls: 0n },
  weekly: { interval: 'week', base: 333n, seat: 100n, call: 7n, freeCalls: 1n },
};

export const planNames = Object.keys(modelPlans) as PlanName[];

/** The charges of a plan, in its order. */
export const chargesOf = (plan: PlanName): ChargeName[] => (modelPlans[plan].seat === null ? ['base', 'calls'] : ['base', 'seats', 'calls']);

/** What a charge in advance costs for a whole cycle. */
export function wholeOf(plan: PlanName, charge: ChargeName, quantity: bigint): bigint {
  const { base, seat } = modelPlans[plan];
  return charge === 'base' ? base : (seat ?? 0n) * quantity;
}

export function costOfCalls(plan: PlanName, calls: bigint): bigint {
  const { call, freeCalls } = modelPlans[plan];
  return calls > freeCalls ? (calls - freeCalls) * call : 0n;
}

const major = (cents: bigint): string => `${cents / 100n}.${(cents % 100n).toString().padStart(2, '0')}`;

/** What a plan is made of, `dearer` times as dear as the model has it. */
function inputOf(name: PlanName, key: string, meter: string, dearer = 1n): CreatePlan {
  const { interval, base, seat, call, freeCalls } = modelPlans[name];
  const free = freeCalls === 0n ? [] : [{ upTo: freeCalls.toString(), unitAmount: '0', flatAmount: '0' }];
  return {
    key,
    name,
    currency: 'EUR',
    interval,
    intervalCount: 1,
    charges: [
      { key: 'base', model: 'flat', timing: 'inAdvance', amount: major(base * dearer) },
      ...(seat === null ? [] : [{ key: 'seats', model: 'standard' as const, timing: 'inAdvance' as const, unitAmount: major(seat * dearer) }]),
      { key: 'calls', model: 'graduated', timing: 'inArrears', meter, tiers: [...free, { upTo: null, unitAmount: major(call * dearer), flatAmount: '0' }] },
    ],
  };
}

/** The plans of a house, published, and how to publish a dearer version of one. */
export interface Catalogue {
  readonly idOf: Readonly<Record<PlanName, Plan['id']>>;
  nameOf(planId: string): PlanName;
  raisePrice(name: PlanName): Promise<void>;
}

export async function publishPlans({ services }: Pick<TestBilling, 'services'>): Promise<Catalogue> {
  const meter = await services.createMeter({ key: aKey('calls'), aggregation: 'count', eventType: 'api.call' }, operator);
  const keys = { small: aKey('small'), large: aKey('large'), weekly: aKey('weekly') };
  const publish = async (name: PlanName, dearer?: bigint) => {
    const { id } = await services.createPlan(inputOf(name, keys[name], meter.key, dearer), operator);
    await services.publishPlan({ planId: id }, operator);
    return id;
  };
  const idOf = { small: await publish('small'), large: await publish('large'), weekly: await publish('weekly') };
  const names = new Map<string, PlanName>(planNames.map((name) => [idOf[name], name]));
  return {
    idOf,
    nameOf: (planId) => names.get(planId) ?? 'small',
    raisePrice: async (name) => {
      await publish(name, 3n);
    },
  };
}
