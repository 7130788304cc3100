import { arrayOf, compile, type Reader } from '@plinth/db';
import { type Id, type Ids, uuidToId } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Explanation } from '../../contract/explanation.ts';
import { invoices } from '../../db/invoices.ts';
import type { InstantPeriod } from '../../rules/billing-calendar.ts';
import { parseDecimal, zero } from '../../rules/decimal.ts';
import { parseFraction } from '../../rules/fraction.ts';
import { planTerms, type PricedPlan, termsIn } from '../plan-terms.ts';
import { usagesOf } from '../usages.ts';
import { type AwaitedLines, draftCharged } from './draft-lines.ts';
import type { DraftLine, InvoiceDraft } from './invoice-draft.ts';

interface LineRow {
  readonly id: string;
  readonly subscriptionId: string | null;
  readonly chargeId: string | null;
  readonly planId: string | null;
  readonly chargeKey: string | null;
  readonly description: string;
  readonly timing: DraftLine['timing'];
  readonly quantity: string | null;
  readonly start: string | null;
  readonly end: string | null;
  readonly amount: string;
  readonly reason: DraftLine['reason'];
  readonly sequence: number;
  readonly billedSince: string | null;
  readonly credits: string | null;
  readonly wholeAmount: string | null;
  readonly cycleStart: string | null;
  readonly cycleEnd: string | null;
  readonly share: string | null;
  readonly taxRate: string | null;
  readonly explanation: Explanation;
}

/** An invoice as it can be made again from its row. */
export interface StoredDraft {
  readonly id: Id<'inv'>;
  readonly version: number;
  /** Whether it becomes final by itself. */
  readonly waits: boolean;
  readonly draft: InvoiceDraft;
  /** Other drafts, of whose lines it gives back a part. */
  readonly waitsFor: readonly Id<'inv'>[];
}

// One row after the other by its key: however few credits and drafts there are, the planner has nothing to begin with from the other end.
const stored = sql`
  select invoice.id, invoice.version, invoice.finalizes_at is not null as waits, account.id as "accountId", account.owner_id as "ownerId", invoice.currency, account.time_zone as "timeZone",
    invoice.test_clock_id as "testClockId", to_jsonb(invoice.created_at) #>> '{}' as "createdAt",
    (select coalesce(jsonb_agg(jsonb_build_object('id', line.id, 'subscriptionId', line.subscription_id, 'chargeId', line.charge_id, 'planId', charge.plan_id,
        'chargeKey', line.charge_key, 'description', line.description, 'timing', line.timing, 'quantity', line.quantity::text, 'start', line.period_start,
        'end', line.period_end, 'amount', line.amount::text, 'reason', line.reason, 'sequence', line.sequence, 'billedSince', line.billed_since,
        'credits', line.credits, 'wholeAmount', line.whole_amount::text, 'cycleStart', line.cycle_start, 'cycleEnd', line.cycle_end, 'share', line.share,
        'taxRate', line.tax_rate, 'explanation', line.explanation) order by line.position), '[]')
      from billing.invoice_lines line left join billing.charges charge on charge.id = line.charge_id
      where line.invoice_id = invoice.id)::text as lines,
    (select coalesce(jsonb_agg(distinct before.id) filter (where before.id is not null), '[]')
      from (
        select (select other.id from billing.invoices other where other.status = 'draft' and other.id <> invoice.id
          and other.id = (select credited.invoice_id from billing.invoice_lines credited where credited.id = line.credits)) as id
        from billing.invoice_lines line where line.invoice_id = invoice.id and line.credits is not null) before)::text as "waitsFor"
  from billing.invoices invoice join billing.accounts account on account.id = invoice.account_id`;

interface Row {
  readonly id: string;
  readonly version: number;
  readonly waits: boolean;
  readonly accountId: string;
  readonly ownerId: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly testClockId: string | null;
  readonly createdAt: string;
  readonly lines: string;
  readonly waitsFor: string;
}

const draftsOfAccounts = compile(
  { accountIds: arrayOf(invoices.accountId) },
  (_q, p) => sql<Row>`${stored} where invoice.account_id = any(${p.accountIds}::uuid[]) and invoice.status = 'draft'
    order by invoice.finalizes_at nulls last, invoice.created_at, invoice.id`,
);

const invoicesByIds = compile(
  { ids: arrayOf(invoices.id) },
  (_q, p) => sql<Row>`${stored} where invoice.id = any(${p.ids}::uuid[]) order by invoice.created_at, invoice.id`,
);

const instantOf = (text: string | null): Temporal.Instant | null => (text === null ? null : Temporal.Instant.from(text));
const periodOf = (start: string | null, end: string | null): InstantPeriod | null => (start === null || end === null ? null : { start: Temporal.Instant.from(start), end: Temporal.Instant.from(end) });
const idOf = <Prefix extends string>(prefix: Prefix, uuid: string | null): Id<Prefix> | null => (uuid === null ? null : uuidToId(prefix, uuid));

function lineOf(row: LineRow): DraftLine {
  const cycle = periodOf(row.cycleStart, row.cycleEnd);
  return {
    id: uuidToId('line', row.id),
    subscriptionId: idOf('sub', row.subscriptionId),
    chargeId: idOf('charge', row.chargeId),
    chargeKey: row.chargeKey,
    description: row.description,
    timing: row.timing,
    quantity: row.quantity === null ? null : parseDecimal(row.quantity),
    period: periodOf(row.start, row.end),
    amount: BigInt(row.amount),
    reason: row.reason,
    sequence: row.sequence,
    billedSince: instantOf(row.billedSince),
    credits: idOf('line', row.credits),
    whole: row.wholeAmount === null || cycle === null ? null : { amount: BigInt(row.wholeAmount), cycle },
    share: row.share === null ? null : parseFraction(row.share),
    taxRate: row.taxRate,
    explanation: row.explanation,
  };
}

const accountOf = ({ accountId, ownerId, currency, timeZone, testClockId }: Row): InvoiceDraft['account'] => ({
  id: uuidToId('acct', accountId), ownerId, currency, timeZone, testClockId: idOf('clock', testClockId),
});

function draftOf(row: Row, lines: readonly DraftLine[]): StoredDraft {
  const waitsFor = (JSON.parse(row.waitsFor) as string[]).map((uuid) => uuidToId('inv', uuid));
  return { id: uuidToId('inv', row.id), version: row.version, waits: row.waits, draft: { account: accountOf(row), issuedAt: Temporal.Instant.from(row.createdAt), lines }, waitsFor };
}

const linesOf = ({ lines }: Row): LineRow[] => JSON.parse(lines) as LineRow[];

/** What was used, to be asked and rated anew; other lines stay as they are, and what was missing to a minimum goes with its usage. */
function ratedAnew(row: Row, line: LineRow, missing: LineRow | undefined, plans: ReadonlyMap<Id<'plan'>, PricedPlan>, ids: Ids): (DraftLine | AwaitedLines)[] {
  const known = lineOf(line);
  const { subscriptionId, chargeId, period, billedSince, share } = known;
  if (share === null || subscriptionId === null || chargeId === null || period === null || billedSince === null || line.planId === null) return [known];
  if (line.reason === 'minimumSpend') return [];
  const plan = plans.get(uuidToId('plan', line.planId));
  const terms = plan && termsIn(plan, row.currency);
  const charge = terms?.charges.find(({ id }) => id === chargeId);
  if (!terms || !charge) throw new Error(`The charge ${chargeId} is not there in ${row.currency}.`);
  const owner = { subscriptionId, accountId: uuidToId('acct', row.accountId), currency: row.currency, sequence: known.sequence, billedSince, ids };
  const part = { kind: 'charge' as const, chargeId, planId: terms.id, quantity: zero, period, cycle: period, share, reason: line.reason === 'change' ? ('change' as const) : ('period' as const) };
  const charged = draftCharged(owner, { part, charge, terms });
  if (!('ask' in charged)) return [known];
  const idOfLine = ({ id, reason }: DraftLine): Id<'line'> => (reason !== 'minimumSpend' ? known.id : missing ? uuidToId('line', missing.id) : id);
  return [{ ask: charged.ask, draft: (usage) => charged.draft(usage).map((rated) => ({ ...rated, id: idOfLine(rated) })) }];
}

/** Drafts of one instant have no order of their own: what gives back a part of another comes after it. */
function afterThoseBefore(drafts: readonly StoredDraft[]): StoredDraft[] {
  const known = new Map(drafts.map((draft) => [draft.id, draft]));
  const ordered = new Set<StoredDraft>();
  const add = (draft: StoredDraft) => {
    for (const id of draft.waitsFor) {
      const before = known.get(id);
      if (before && !ordered.has(before)) add(before);
    }
    ordered.add(draft);
  };
  for (const draft of drafts) add(draft);
  return [...ordered];
}

/** Drafts as they are now: what was used is rated anew, by three statements however many there are. */
async function restore(db: Reader<'billing'>, rows: readonly Row[], ids: Ids): Promise<StoredDraft[]> {
  const parsed = rows.map((row) => ({ row, lines: linesOf(row) }));
  const planIds = parsed.flatMap(({ lines }) => lines.flatMap(({ share, planId }) => (share === null || planId === null ? [] : uuidToId('plan', planId))));
  const plans = new Map(planIds.length === 0 ? [] : (await planTerms(db, planIds)).map((plan) => [plan.id, plan]));
  const parts = parsed.map(({ row, lines }) => lines.flatMap((line, index) => ratedAnew(row, line, lines[index + 1]?.reason === 'minimumSpend' ? lines[index + 1] : undefined, plans, ids)));
  const asks = parts.flat().flatMap((part) => ('ask' in part ? [part.ask] : []));
  const answers = (asks.length === 0 ? [] : await usagesOf(db, asks)).values();
  const drafts = parsed.map(({ row }, index) => {
    const lines = (parts[index] ?? []).flatMap((part) => {
      if (!('ask' in part)) return [part];
      const usage = answers.next().value;
      if (!usage) throw new Error('Each ask has an answer.');
      return part.draft(usage);
    });
    return draftOf(row, lines);
  });
  return afterThoseBefore(drafts);
}

/** All drafts of accounts as they are now, in the order in which they become final: coupons and credits pass from one to the next. */
export async function draftsOf(db: Reader<'billing'>, accountIds: readonly Id<'acct'>[], ids: Ids): Promise<StoredDraft[]> {
  if (accountIds.length === 0) return [];
  return restore(db, await db.run(draftsOfAccounts, { accountIds: [...new Set(accountIds)] }), ids);
}

/** Drafts as they are now. */
export async function draftsById(db: Reader<'billing'>, invoiceIds: readonly Id<'inv'>[], ids: Ids): Promise<StoredDraft[]> {
  return restore(db, await db.run(invoicesByIds, { ids: invoiceIds }), ids);
}

/** An invoice as it was issued, line by line. */
export async function asIssued(db: Reader<'billing'>, invoiceId: Id<'inv'>): Promise<InvoiceDraft> {
  const [row] = await db.run(invoicesByIds, { ids: [invoiceId] });
  if (!row) throw new Error(`The invoice ${invoiceId} is not there.`);
  return draftOf(row, linesOf(row).map(lineOf)).draft;
}
