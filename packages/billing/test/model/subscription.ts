import { type Anchor, boundary, cycleAt, cycleNumber, dividedAt, nextOfMonth, shareOf, type Span } from './calendar.ts';
import { type ChargeName, chargesOf, modelPlans, type PlanName, wholeOf } from './plans.ts';
import { startOfDay } from './zones.ts';

export type Status = 'scheduled' | 'trialing' | 'active' | 'paused' | 'canceled' | 'expired';

/** What the model expects to be billed. */
export interface ModelLine {
  readonly charge: ChargeName;
  readonly plan: PlanName;
  readonly period: Span;
  readonly reason: 'period' | 'change' | 'credit';
  /** Cents; null where it depends on what was used. */
  readonly amount: bigint | null;
  readonly cycle: Span;
  /** What the whole cycle costs, of a line in advance. */
  readonly whole: bigint | null;
  /** The line that it gives back. */
  readonly credits: ModelLine | null;
  credited: boolean;
  voided: boolean;
  /** Once it was found. */
  id: string | null;
  invoiceId: string | null;
}

/** A change that waits for the end of the period. */
export interface Pending {
  readonly plan: PlanName | null;
  readonly quantity: bigint | null;
  at: number;
}

export interface ModelSubscription {
  readonly id: string;
  readonly startsAt: number;
  readonly trialEndsAt: number | null;
  /** Beyond which nothing is billed. */
  readonly endsAt: number | null;
  status: Status;
  plan: PlanName;
  quantity: bigint;
  anchor: Anchor;
  cycle: number;
  period: Span;
  /** From when on arrears are to be billed, and advances by the quantity. */
  since: number;
  quantitySince: number;
  resumesAt: number | null;
  cancelAt: number | null;
  cancelsAtPeriodEnd: boolean;
  endedAt: number | null;
  /** When it is looked for late calls while nothing else is billed. */
  settlesAt: number | null;
  pending: Pending[];
  readonly lines: ModelLine[];
}

/** What somebody asks for at an instant. */
export interface Asked {
  readonly change?: Omit<Pending, 'at'>;
  readonly pause?: { readonly resumesAt: number | null };
  readonly cancel?: { readonly credit: boolean };
}

export const isOver = ({ status }: Pick<ModelSubscription, 'status'>): boolean => status === 'canceled' || status === 'expired';

type NewSubscription = Pick<ModelSubscription, 'plan' | 'quantity' | 'startsAt' | 'trialEndsAt' | 'endsAt'> & Pick<Anchor, 'zone'> & { readonly anchorDay: number | null };

export function newSubscription(id: string, { plan, quantity, startsAt, trialEndsAt, endsAt, zone, anchorDay }: NewSubscription): ModelSubscription {
  const begins = startOfDay(startsAt, zone);
  const anchor = { zone, at: begins, day: anchorDay };
  const cycle = cycleNumber(anchor, plan, begins);
  return {
    id, startsAt, trialEndsAt, endsAt, plan, quantity, anchor, cycle,
    status: 'scheduled',
    period: { start: begins, end: boundary(anchor, plan, cycle + 1) },
    since: begins,
    quantitySince: begins,
    resumesAt: null,
    cancelAt: null,
    cancelsAtPeriodEnd: false,
    endedAt: null,
    settlesAt: null,
    pending: [],
    lines: [],
  };
}

/** When something happens to it by itself next. */
export function nextDue(subscription: ModelSubscription): number | null {
  if (isOver(subscription)) return subscription.settlesAt;
  const { status, settlesAt, startsAt, trialEndsAt, resumesAt, cancelAt, endsAt, pending, anchor, plan, cycle } = subscription;
  const own = { scheduled: startsAt, trialing: trialEndsAt, paused: resumesAt, active: boundary(anchor, plan, cycle + 1), canceled: null, expired: null }[status];
  const all = [own, settlesAt, cancelAt, endsAt, ...pending.map(({ at }) => at)].filter((at) => at !== null);
  return all.length === 0 ? null : Math.min(...all);
}

/** What waits for the end of the period goes where that goes. */
function keepToPeriodEnd(subscription: ModelSubscription): void {
  for (const change of subscription.pending) change.at = subscription.period.end;
  if (subscription.cancelsAtPeriodEnd) subscription.cancelAt = subscription.period.end;
}

function begin(subscription: ModelSubscription, plan: PlanName, at: number): void {
  const anchor = { ...subscription.anchor, at };
  const cycle = cycleNumber(anchor, plan, at);
  Object.assign(subscription, { plan, anchor, status: 'active', cycle, period: { start: at, end: boundary(anchor, plan, cycle + 1) }, since: at, quantitySince: at });
  keepToPeriodEnd(subscription);
}

function start(subscription: ModelSubscription, at: number): void {
  if (subscription.status === 'scheduled' && subscription.startsAt <= at) {
    if (subscription.trialEndsAt === null) begin(subscription, subscription.plan, startOfDay(subscription.startsAt, subscription.anchor.zone));
    else {
      Object.assign(subscription, { status: 'trialing', period: { start: subscription.startsAt, end: subscription.trialEndsAt } });
      keepToPeriodEnd(subscription);
    }
  }
  if (subscription.status === 'trialing' && subscription.trialEndsAt !== null && subscription.trialEndsAt <= at) begin(subscription, subscription.plan, subscription.trialEndsAt);
}

function resume(subscription: ModelSubscription, at: number): void {
  const { anchor, plan } = subscription;
  const cycle = cycleNumber(anchor, plan, at);
  Object.assign(subscription, { status: 'active', resumesAt: null, cycle, period: cycleAt(anchor, plan, cycle), since: at, quantitySince: at });
  keepToPeriodEnd(subscription);
}

const intervalsDiffer = (a: PlanName, b: PlanName): boolean => modelPlans[a].interval !== modelPlans[b].interval;

function change(subscription: ModelSubscription, { plan, quantity }: Pick<Pending, 'plan' | 'quantity'>, at: number): void {
  if (quantity !== null && quantity !== subscription.quantity) Object.assign(subscription, { quantity, quantitySince: at });
  if (plan === null || plan === subscription.plan) return;
  const anew = intervalsDiffer(plan, subscription.plan);
  // What is served later is counted from here on.
  if (subscription.status !== 'active') Object.assign(subscription, { plan, anchor: anew ? { ...subscription.anchor, at } : subscription.anchor });
  else if (anew) begin(subscription, plan, at);
  else Object.assign(subscription, { plan, cycle: cycleNumber(subscription.anchor, plan, at), since: at, quantitySince: at });
}

const line = (values: Pick<ModelLine, 'charge' | 'plan' | 'period' | 'cycle' | 'reason' | 'amount' | 'whole' | 'credits'>): ModelLine => ({ ...values, credited: false, voided: false, id: null, invoiceId: null });

type Served = Pick<ModelSubscription, 'plan' | 'quantity' | 'anchor' | 'cycle' | 'since' | 'quantitySince' | 'endsAt'>;

const servedOf = ({ status, plan, quantity, anchor, cycle, since, quantitySince, endsAt }: ModelSubscription): Served | null =>
  status === 'active' ? { plan, quantity, anchor, cycle, since, quantitySince, endsAt } : null;

function goesOn(charge: ChargeName, before: Served | null, after: Served | null): boolean {
  if (!before || before.plan !== after?.plan || before.anchor.at !== after.anchor.at) return false;
  return charge !== 'seats' || before.quantity === after.quantity;
}

/** Gives back what is left, by the measure of what was served, of all that was paid in advance and does not go on. */
function credit(lines: ModelLine[], keep: (billed: ModelLine) => boolean, from: number, { plan, anchor: { zone } }: Served): void {
  for (const billed of [...lines]) {
    const { charge, cycle, whole, amount } = billed;
    if (whole === null || amount === null || billed.credited || billed.voided || billed.period.end <= from || keep(billed)) continue;
    const period = { start: Math.max(billed.period.start, from), end: billed.period.end };
    const left = period.start === billed.period.start ? amount : shareOf(whole, period, cycle, plan, zone);
    billed.credited = true;
    lines.push(line({ charge, plan: billed.plan, period, cycle, reason: 'credit', amount: -(left < amount ? left : amount), whole: null, credits: billed }));
  }
}

interface Billing {
  readonly first: boolean;
  readonly credits: boolean;
  readonly division: 'change' | 'end' | 'termination';
}

/** Bills at an instant what ended there in arrears, and what begins there in advance. */
function bill(lines: ModelLine[], before: Served | null, after: Served | null, at: number, { first, credits, division }: Billing): void {
  const ended = before !== null && boundary(before.anchor, before.plan, before.cycle + 1) <= at;
  const charges = before ? chargesOf(before.plan) : [];
  if (before && credits && charges.some((charge) => charge !== 'calls' && !goesOn(charge, before, after))) {
    const from = dividedAt(at, before.plan, before.anchor.zone, division);
    credit(lines, (billed) => billed.plan === before.plan && goesOn(billed.charge, before, after), from, before);
  }
  if (before && (ended || !goesOn('calls', before, after))) {
    const cycle = cycleAt(before.anchor, before.plan, before.cycle);
    const period = { start: Math.max(cycle.start, before.since), end: Math.min(cycle.end, at) };
    if (period.start < period.end) lines.push(line({ charge: 'calls', plan: before.plan, period, cycle, reason: 'period', amount: null, whole: null, credits: null }));
  }
  if (!after) return;
  const { plan, anchor: { zone }, endsAt } = after;
  for (const charge of chargesOf(plan)) {
    const same = goesOn(charge, before, after);
    if (charge === 'calls' || (same && !ended)) continue;
    const cycle = cycleAt(after.anchor, plan, after.cycle);
    const since = dividedAt(charge === 'seats' ? after.quantitySince : after.since, plan, zone, 'change');
    const period = { start: Math.max(cycle.start, since), end: endsAt === null ? cycle.end : Math.min(cycle.end, dividedAt(endsAt, plan, zone, 'end')) };
    if (period.start >= period.end) continue;
    const whole = wholeOf(plan, charge, after.quantity);
    lines.push(line({ charge, plan, period, cycle, reason: first || same ? 'period' : 'change', amount: shareOf(whole, period, cycle, plan, zone), whole, credits: null }));
  }
}

/** Takes it through one instant: what is due then, and what somebody asks for. */
function pass(subscription: ModelSubscription, at: number, asked: Asked = {}): void {
  const before = servedOf(subscription);
  const first = subscription.status === 'scheduled' || subscription.status === 'trialing';
  const applied = subscription.pending.filter((waiting) => waiting.at <= at);
  subscription.pending = subscription.pending.filter((waiting) => waiting.at > at);
  start(subscription, at);
  if (subscription.status === 'paused' && subscription.resumesAt !== null && subscription.resumesAt <= at) resume(subscription, at);
  if (subscription.status === 'active' && boundary(subscription.anchor, subscription.plan, subscription.cycle + 1) <= at) {
    subscription.cycle += 1;
    if (subscription.period.end <= at) subscription.period = cycleAt(subscription.anchor, subscription.plan, subscription.cycle);
  }
  for (const due of [...applied, ...(asked.change ? [asked.change] : [])]) change(subscription, due, at);
  if (asked.pause) Object.assign(subscription, { status: 'paused', resumesAt: asked.pause.resumesAt });
  const over = isOver(subscription);
  if (!over && (asked.cancel || (subscription.cancelAt !== null && subscription.cancelAt <= at))) {
    Object.assign(subscription, { status: 'canceled', endedAt: at, cancelAt: at, cancelsAtPeriodEnd: false, pending: [] });
  } else if (!over && subscription.endsAt !== null && subscription.endsAt <= at) {
    Object.assign(subscription, { status: 'expired', endedAt: at, cancelAt: null, cancelsAtPeriodEnd: false, pending: [] });
  }
  const division = asked.cancel ? 'termination' : isOver(subscription) ? 'end' : 'change';
  bill(subscription.lines, before, servedOf(subscription), at, { first, credits: asked.cancel?.credit ?? true, division });
  const waits = isOver(subscription) || subscription.status === 'paused';
  subscription.settlesAt = waits && subscription.lines.some(({ charge }) => charge === 'calls') ? nextOfMonth(subscription.anchor, at) : null;
}

/** All that happens by itself until an instant. */
export function passUntil(subscription: ModelSubscription, until: number): void {
  for (let due = nextDue(subscription); due !== null && due <= until; due = nextDue(subscription)) pass(subscription, due);
}

/** The changes that wait and set nothing that another one does. */
const notSetBy = (pending: readonly Pending[], { plan, quantity }: Pick<Pending, 'plan' | 'quantity'>): Pending[] =>
  pending.filter((waiting) => !(plan !== null && waiting.plan !== null) && !(quantity !== null && waiting.quantity !== null));

/** Does at once what somebody asks for; a change takes the place of those that wait and would set the same. */
export function askFor(subscription: ModelSubscription, at: number, asked: Asked): void {
  if (asked.change) subscription.pending = notSetBy(subscription.pending, asked.change);
  pass(subscription, at, asked);
}

/** Ends a pause at once. */
export function askToResume(subscription: ModelSubscription, at: number): void {
  subscription.resumesAt = at;
  pass(subscription, at);
}

/** Leaves a change waiting for the end of the period; it takes the place of those that would set the same. */
export function leaveWaiting(subscription: ModelSubscription, change: Omit<Pending, 'at'>): void {
  const { pending, period } = subscription;
  subscription.pending = [...notSetBy(pending, change), { ...change, at: period.end }];
}
