import { modelPlans, type PlanName } from './plans.ts';
import { dateOf, day, startOfDate, type Zone } from './zones.ts';

/** Milliseconds since 1970, half-open. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where the cycles of a service are counted from. */
export interface Anchor {
  readonly zone: Zone;
  /** When it began. */
  readonly at: number;
  /** The day of the month on which months begin; null for that of `at`. */
  readonly day: number | null;
}

/** Months since year 0. */
const monthOf = (date: number): number => 12 * new Date(date).getUTCFullYear() + new Date(date).getUTCMonth();

/** A day of a month, or the last of a month without it. */
function dayOfMonth(month: number, wanted: number): number {
  const [year, own] = [Math.floor(month / 12), month % 12];
  return Date.UTC(year, own, Math.min(wanted, new Date(Date.UTC(year, own + 1, 0)).getUTCDate()));
}

/** Boundary number `index` of the cycles of a plan; the first is where the service began, or else the first of its days of the month since. */
export function boundary({ zone, at, day: wanted }: Anchor, plan: PlanName, index: number): number {
  const { days, months } = modelPlans[plan].interval;
  if (index === 0 && (wanted === null || days > 0)) return at;
  const first = dateOf(at, zone);
  if (days > 0) return startOfDate(first + index * days * day, zone);
  const own = wanted ?? new Date(first).getUTCDate();
  const late = dayOfMonth(monthOf(first), own) < first ? 1 : 0;
  return startOfDate(dayOfMonth(monthOf(first) + late + index * months, own), zone);
}

/** The number of the cycle that an instant lies in; the first of a service that waits for its day has number -1. */
export function cycleNumber(anchor: Anchor, plan: PlanName, at: number): number {
  let index = -1;
  while (boundary(anchor, plan, index + 1) <= at) index += 1;
  return index;
}

/** The next of the days on which months would begin. */
export const nextOfMonth = (anchor: Anchor, at: number): number => boundary(anchor, 'small', cycleNumber(anchor, 'small', at) + 1);

export const cycleAt = (anchor: Anchor, plan: PlanName, index: number): Span => ({ start: boundary(anchor, plan, index), end: boundary(anchor, plan, index + 1) });

const daysOf = ({ start, end }: Span, zone: Zone): number => (dateOf(end, zone) - dateOf(start, zone)) / day;

/** `amount` times the share that `part` is of `whole` by the measure of a plan, rounded half away from zero. */
export function shareOf(amount: bigint, part: Span, whole: Span, plan: PlanName, zone: Zone): bigint {
  const lengthOf = (span: Span) => BigInt(modelPlans[plan].proration === 'day' ? daysOf(span, zone) : span.end - span.start);
  const [numerator, denominator] = [amount * lengthOf(part), lengthOf(whole)];
  return (2n * numerator + denominator) / (2n * denominator);
}

/** Where an instant divides what was from what comes: by day, that of a change belongs to what comes, and that of an end to what was unless nothing of it is gone. */
export function dividedAt(at: number, plan: PlanName, zone: Zone, division: 'change' | 'end' | 'termination'): number {
  if (modelPlans[plan].proration === 'second') return at;
  const begun = startOfDate(dateOf(at, zone), zone);
  return division === 'change' || (division === 'end' && begun === at) ? begun : startOfDate(dateOf(at, zone) + day, zone);
}
