import { modelPlans, type PlanName } from './plans.ts';

/** Milliseconds since 1970, half-open. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const hour = 3_600_000;
export const day = 24 * hour;

/** Zones without daylight saving, so that the model can do without a calendar library. */
export const zones = { UTC: 0, 'Asia/Kolkata': 5.5 * hour, 'Pacific/Honolulu': -10 * hour } as const;

export type Zone = keyof typeof zones;

export const startOfDay = (at: number, zone: Zone): number => Math.floor((at + zones[zone]) / day) * day - zones[zone];

/** The start of the local day that is `months` after another one, or of the last day of a month without it. */
function addMonths(dayStart: number, months: number, zone: Zone): number {
  const local = new Date(dayStart + zones[zone]);
  const [year, month] = [local.getUTCFullYear(), local.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(local.getUTCDate(), lastDay)) - zones[zone];
}

/** Where the cycles of a service are counted from. */
export interface Anchor {
  readonly zone: Zone;
  readonly at: number;
}

/** Boundary number `index` of the cycles of a plan. */
export function boundary({ zone, at }: Anchor, plan: PlanName, index: number): number {
  if (index === 0) return at;
  const first = startOfDay(at, zone);
  return modelPlans[plan].interval === 'month' ? addMonths(first, index, zone) : first + 7 * index * day;
}

/** The number of the cycle that an instant lies in. */
export function cycleNumber(anchor: Anchor, plan: PlanName, at: number): number {
  let index = 0;
  while (boundary(anchor, plan, index + 1) <= at) index += 1;
  return index;
}

export const cycleAt = (anchor: Anchor, plan: PlanName, index: number): Span => ({ start: boundary(anchor, plan, index), end: boundary(anchor, plan, index + 1) });

/** `amount` times the share that `part` is of `whole`, rounded half away from zero. */
export function shareOf(amount: bigint, part: Span, whole: Span): bigint {
  const [numerator, denominator] = [amount * BigInt(part.end - part.start), BigInt(whole.end - whole.start)];
  return (2n * numerator + denominator) / (2n * denominator);
}
