import { aKey, operator } from '../../src/test/catalogue.ts';
import type { CreatePlan, Plan } from '../../src/index.ts';
import type { TestBilling } from '../../testing/index.ts';
import type { RateKey } from './taxes.ts';

export type PlanName = 'small' | 'large' | 'weekly' | 'yearly' | 'daily';
export type ChargeName = 'base' | 'seats' | 'calls';

/** A plan as the model knows it; amounts in cents. */
interface ModelPlan {
  /** Of one of both there are none. */
  readonly interval: { readonly days: number; readonly months: number };
  readonly proration: 'second' | 'day';
  readonly base: bigint;
  /** Of each; null where there are none. */
  readonly seat: bigint | null;
  /** Of each beyond the free ones. */
  readonly call: bigint;
  readonly freeCalls: bigint;
  /** What the calls of a cycle cost at least. */
  readonly minimum: bigint;
  /** Of charges that are taxed otherwise than the account. */
  readonly rates?: Readonly<Partial<Record<ChargeName, RateKey>>>;
}

const month = { days: 0, months: 1 };
const week = { days: 7, months: 0 };
const year = { days: 0, months: 12 };

export const modelPlans: Readonly<Record<PlanName, ModelPlan>> = {
  small: { interval: month, proration: 'second', base: 2000n, seat: null, call: 50n, freeCalls: 3n, minimum: 175n },
  large: { interval: month, proration: 'second', base: 4999n, seat: 701n, call: 20n, freeCalls: 0n, minimum: 0n, rates: { seats: 'city' } },
  weekly: { interval: week, proration: 'second', base: 333n, seat: 100n, call: 7n, freeCalls: 1n, minimum: 0n },
  yearly: { interval: year, proration: 'second', base: 49_999n, seat: 7001n, call: 19n, freeCalls: 2n, minimum: 0n },
  daily: { interval: month, proration: 'day', base: 3000n, seat: 500n, call: 30n, freeCalls: 0n, minimum: 99n, rates: { base: 'vat', calls: 'together' } },
};

export const planNames = Object.keys(modelPlans) as PlanName[];

/** The charges of a plan, in its order. */
export const chargesOf = (plan: PlanName): ChargeName[] => (modelPlans[plan].seat === null ? ['base', 'calls'] : ['base', 'seats', 'calls']);

/** The rate that a charge has of its own. */
export const rateOf = (plan: PlanName, charge: string | null): RateKey | undefined => modelPlans[plan].rates?.[charge as ChargeName];

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

const unitOf = ({ interval: { days, months } }: ModelPlan) => (days > 0 ? 'week' : months === 12 ? 'year' : 'month');

/** What a plan is made of, `dearer` times as dear as the model has it. */
function inputOf(name: PlanName, key: string, meter: string, dearer = 1n): CreatePlan {
  const { proration, base, seat, call, freeCalls, minimum } = modelPlans[name];
  const taxed = (charge: ChargeName) => {
    const taxRate = rateOf(name, charge);
    return taxRate === undefined ? { key: charge } : { key: charge, taxRate };
  };
  const free = freeCalls === 0n ? [] : [{ upTo: freeCalls.toString(), unitAmount: '0', flatAmount: '0' }];
  return {
    key,
    name,
    currency: 'EUR',
    interval: unitOf(modelPlans[name]),
    intervalCount: 1,
    proration,
    charges: [
      { ...taxed('base'), model: 'flat', timing: 'inAdvance', amount: major(base * dearer) },
      ...(seat === null ? [] : [{ ...taxed('seats'), model: 'standard' as const, timing: 'inAdvance' as const, unitAmount: major(seat * dearer) }]),
      { ...taxed('calls'), model: 'graduated', timing: 'inArrears', meter, tiers: [...free, { upTo: null, unitAmount: major(call * dearer), flatAmount: '0' }], ...(minimum > 0n && { minimumSpend: major(minimum * dearer) }) },
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
  const publish = async (name: PlanName, dearer?: bigint) => {
    const { id } = await services.createPlan(inputOf(name, name, meter.key, dearer), operator);
    await services.publishPlan({ planId: id }, operator);
    return id;
  };
  const idOf = {
    small: await publish('small'),
    large: await publish('large'),
    weekly: await publish('weekly'),
    yearly: await publish('yearly'),
    daily: await publish('daily'),
  };
  const names = new Map<string, PlanName>(planNames.map((name) => [idOf[name], name]));
  return {
    idOf,
    nameOf: (planId) => names.get(planId) ?? 'small',
    raisePrice: async (name) => {
      await publish(name, 3n);
    },
  };
}
