import { compile, json, type Reader } from '@plinth/db';
import { type Id, idToUuid, uuidToId } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { subscriptions } from '../../db/subscriptions.ts';
import { parseDecimal } from '../../rules/decimal.ts';
import type { ScheduledChange, SubscriptionState } from '../../rules/subscription-state.ts';
import type { CoveredLine } from './covered-line.ts';
import type { InvoiceDraft } from './invoice-draft.ts';
import { type LateUsage, lateUsage } from './late-periods.ts';
import { type PlanTerms, planTerms, type PricedPlan, termsIn } from '../plan-terms.ts';

export type SubscriptionRow = typeof subscriptions.$inferSelect;

/** A subscription with all that its passage through time needs to know, and all that its invoices do. */
export interface SubscriptionFacts {
  readonly row: Pick<SubscriptionRow, 'id'>;
  readonly account: InvoiceDraft['account'];
  readonly state: SubscriptionState;
  /** Counts what happened to it. */
  readonly version: number;
  /** What was billed in advance and has not been given back. */
  readonly covered: readonly CoveredLine[];
  /** The transaction (xid8) up to which late usage is billed; null where no usage was billed. */
  readonly countedUntil: string | null;
  /** What is billed with whatever is billed next. */
  readonly late: LateUsage;
  readonly plans: ReadonlyMap<Id<'plan'>, PlanTerms>;
}

interface ChangeRow {
  readonly id: string;
  readonly planId: string | null;
  readonly quantity: string | null;
  readonly effectiveAt: string;
  readonly atPeriodEnd: boolean;
}

interface CoveredRow {
  readonly id: string;
  readonly chargeId: string;
  readonly chargeKey: string;
  readonly description: string;
  readonly quantity: string | null;
  readonly start: string;
  readonly end: string;
  readonly amount: string;
  readonly wholeAmount: string;
  readonly cycleStart: string;
  readonly cycleEnd: string;
}

// By a statement of its own after the rows were locked, so that it sees what the last holder of the lock has written.
const factsOf = compile(
  { asks: json },
  (_q, p) => sql<{ currency: string; timeZone: string; changes: string; covered: string }>`
    select account.currency, account.time_zone as "timeZone",
      (select coalesce(jsonb_agg(jsonb_build_object('id', change.id, 'planId', change.plan_id, 'quantity', change.quantity::text,
          'effectiveAt', change.effective_at, 'atPeriodEnd', change.at_period_end) order by change.effective_at, change.id), '[]')
        from billing.subscription_changes change where change.subscription_id = ask.id and change.state = 'waiting')::text as changes,
      (select coalesce(jsonb_agg(jsonb_build_object('id', line.id, 'chargeId', line.charge_id, 'chargeKey', line.charge_key,
          'description', line.description, 'quantity', line.quantity::text, 'start', line.period_start, 'end', line.period_end,
          'amount', line.amount::text, 'wholeAmount', line.whole_amount::text, 'cycleStart', line.cycle_start, 'cycleEnd', line.cycle_end)
          order by line.period_start, line.id), '[]')
        from billing.invoice_lines line
        where line.subscription_id = ask.id and line.whole_amount is not null and line.period_end > ask."after" and not line.voided
          and not exists (select from billing.invoice_lines credit where credit.credits = line.id and not credit.voided))::text as covered
    from rows from (jsonb_to_recordset(${p.asks}::jsonb) as (id uuid, "accountId" uuid, "after" timestamptz)) with ordinality
      as ask (id, "accountId", "after", position)
    join billing.accounts account on account.id = ask."accountId"
    order by ask.position`,
);

const instantOf = (date: Date): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(date.getTime());
const nullableInstantOf = (date: Date | null): Temporal.Instant | null => date && instantOf(date);
const period = (start: string, end: string) => ({ start: Temporal.Instant.from(start), end: Temporal.Instant.from(end) });

const coveredLineOf = ({ id, chargeId, quantity, amount, ...line }: CoveredRow): CoveredLine => ({
  id: uuidToId('line', id),
  chargeId: uuidToId('charge', chargeId),
  chargeKey: line.chargeKey,
  description: line.description,
  quantity: quantity === null ? null : parseDecimal(quantity),
  period: period(line.start, line.end),
  amount: BigInt(amount),
  whole: { amount: BigInt(line.wholeAmount), cycle: period(line.cycleStart, line.cycleEnd) },
});

type Plans = SubscriptionFacts['plans'];

/** The plans as they are priced in a currency; each one of them once. */
function plansIn(plans: readonly PricedPlan[]): (currency: string) => Plans {
  const known = new Map<string, Plans>();
  return (currency) => {
    const priced = known.get(currency) ?? new Map(plans.flatMap((plan) => termsIn(plan, currency) ?? []).map((terms) => [terms.id, terms]));
    known.set(currency, priced);
    return priced;
  };
}

function termsOf(plans: Plans, planId: Id<'plan'>): PlanTerms {
  const terms = plans.get(planId);
  if (!terms) throw new Error(`The plan ${planId} has no charges in the account's currency.`);
  return terms;
}

const changeOf = (plans: Plans, { id, planId, quantity, effectiveAt, atPeriodEnd }: ChangeRow): ScheduledChange => ({
  id: uuidToId('subchange', id),
  terms: planId === null ? null : termsOf(plans, uuidToId('plan', planId)),
  quantity: quantity === null ? null : parseDecimal(quantity),
  effectiveAt: Temporal.Instant.from(effectiveAt),
  atPeriodEnd,
});

function stateOf(row: SubscriptionRow, plans: Plans, changes: readonly ScheduledChange[]): SubscriptionState {
  return {
    status: row.status,
    terms: termsOf(plans, row.planId),
    quantity: parseDecimal(row.quantity),
    cycles: { timeZone: row.timeZone, anchor: Temporal.PlainDate.from(row.anchor), anchoredAt: instantOf(row.anchoredAt), step: row.periodIndex },
    anchorDay: row.anchorDay,
    period: { start: instantOf(row.currentPeriodStart), end: instantOf(row.currentPeriodEnd) },
    startsAt: instantOf(row.startsAt),
    trialEndsAt: nullableInstantOf(row.trialEndsAt),
    termsSince: instantOf(row.termsSince),
    quantitySince: instantOf(row.quantitySince),
    resumesAt: nullableInstantOf(row.resumesAt),
    cancelAt: nullableInstantOf(row.cancelAt),
    cancelsAtPeriodEnd: row.cancelsAtPeriodEnd,
    endsAt: nullableInstantOf(row.endsAt),
    endedAt: nullableInstantOf(row.endedAt),
    usageBilled: row.usageCountedUntil !== null,
    settlesAt: nullableInstantOf(row.settlesAt),
    changes,
  };
}

/** One subscription's facts; a function, because what is wrong with one is no reason to fail the others. */
export type ReadFacts = () => SubscriptionFacts;

/**
 * The facts of subscriptions in the order of their rows, by three statements however many there are.
 * What is due is passed from the earlier of `now` and each one's own due instant.
 */
export async function subscriptionFacts(
  db: Reader<'billing'>,
  rows: readonly SubscriptionRow[],
  now: Date,
): Promise<ReadFacts[]> {
  const after = ({ dueAt }: SubscriptionRow) => (dueAt && dueAt < now ? dueAt : now).toISOString();
  const asks = rows.map((row) => ({ id: idToUuid(row.id), accountId: idToUuid(row.accountId), after: after(row) }));
  const found = (await db.run(factsOf, { asks })).map(({ currency, timeZone, changes, covered }) => ({
    currency,
    timeZone,
    changes: JSON.parse(changes) as ChangeRow[],
    covered: JSON.parse(covered) as CoveredRow[],
  }));
  const waiting = found.flatMap(({ changes }) => changes.flatMap(({ planId }) => (planId === null ? [] : uuidToId('plan', planId))));
  const late = await lateUsage(db, rows);
  const reopened = late.flatMap(({ periods }) => periods.map(({ planId }) => planId));
  const plansOf = plansIn(await planTerms(db, [...rows.map(({ planId }) => planId), ...waiting, ...reopened]));
  return rows.map((row, index) => (): SubscriptionFacts => {
    const [own, ownLate] = [found[index], late[index]];
    if (!own || !ownLate) throw new Error(`${row.id} has no account.`);
    const { id, ownerId, testClockId } = { id: row.accountId, ownerId: row.ownerId, testClockId: row.testClockId };
    const account = { id, ownerId, testClockId, currency: own.currency, timeZone: own.timeZone };
    const plans = plansOf(own.currency);
    const changes = own.changes.map((change) => changeOf(plans, change));
    return { row, account, plans, version: row.version, covered: own.covered.map(coveredLineOf), countedUntil: row.usageCountedUntil, late: ownLate, state: stateOf(row, plans, changes) };
  });
}
