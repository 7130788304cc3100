import { compileWrite, json, type Tx } from '@plinth/db';
import { idToUuid } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import { nextDue, type ScheduledChange } from '../rules/subscription-state.ts';
import type { SubscriptionFacts } from '../selectors/drafting/subscription-facts.ts';

const save = compileWrite(
  { rows: json, applied: json, withdrawn: json, moved: json },
  (_q, p) => sql`
    with applied as (
      update billing.subscription_changes change set state = 'applied'
      where change.id = any (select jsonb_array_elements_text(${p.applied}::jsonb)::uuid)
    ), withdrawn as (
      update billing.subscription_changes change set state = 'withdrawn'
      where change.id in (
        select jsonb_array_elements_text(${p.withdrawn}::jsonb)::uuid
        union all
        select waiting.id from billing.subscription_changes waiting
        join jsonb_to_recordset(${p.rows}::jsonb) as ended (id uuid, "endedAt" timestamptz) on ended.id = waiting.subscription_id
        where waiting.state = 'waiting' and ended."endedAt" is not null
          and waiting.id not in (select jsonb_array_elements_text(${p.applied}::jsonb)::uuid))
    ), moved as (
      update billing.subscription_changes change set effective_at = scheduled."effectiveAt"
      from jsonb_to_recordset(${p.moved}::jsonb) as scheduled (id uuid, "effectiveAt" timestamptz)
      where change.id = scheduled.id and change.effective_at <> scheduled."effectiveAt"
    )
    update billing.subscriptions subscription
    set status = saved.status, plan_id = saved."planId", quantity = saved.quantity, anchor = saved.anchor, anchored_at = saved."anchoredAt",
      period_index = saved.step, current_period_start = saved."periodStart", current_period_end = saved."periodEnd", due_at = saved."dueAt",
      trial_ends_at = saved."trialEndsAt", terms_since = saved."termsSince", quantity_since = saved."quantitySince", resumes_at = saved."resumesAt",
      cancel_at = saved."cancelAt", cancels_at_period_end = saved."cancelsAtPeriodEnd", ended_at = saved."endedAt", usage_counted_until = saved."countedUntil",
      settles_at = saved."settlesAt", version = saved.version
    from jsonb_to_recordset(${p.rows}::jsonb) as saved (id uuid, status text, "planId" uuid, quantity numeric, anchor date,
      "anchoredAt" timestamptz, step integer, "periodStart" timestamptz, "periodEnd" timestamptz, "dueAt" timestamptz, "trialEndsAt" timestamptz,
      "termsSince" timestamptz, "quantitySince" timestamptz, "resumesAt" timestamptz, "cancelAt" timestamptz, "cancelsAtPeriodEnd" boolean,
      "endedAt" timestamptz, "countedUntil" xid8, "settlesAt" timestamptz, version integer)
    where subscription.id = saved.id`,
);

/** A state as the columns of its row take it. */
const rowOf = ({ row: { id }, state, version, countedUntil }: SubscriptionFacts) => ({
  id: idToUuid(id),
  status: state.status,
  planId: idToUuid(state.terms.id),
  quantity: state.quantity.toFixed(),
  anchor: state.cycles.anchor.toString(),
  anchoredAt: state.cycles.anchoredAt.toString(),
  step: state.cycles.step,
  periodStart: state.period.start.toString(),
  periodEnd: state.period.end.toString(),
  dueAt: nextDue(state)?.toString() ?? null,
  trialEndsAt: state.trialEndsAt?.toString() ?? null,
  termsSince: state.termsSince.toString(),
  quantitySince: state.quantitySince.toString(),
  resumesAt: state.resumesAt?.toString() ?? null,
  cancelAt: state.cancelAt?.toString() ?? null,
  cancelsAtPeriodEnd: state.cancelsAtPeriodEnd,
  endedAt: state.endedAt?.toString() ?? null,
  countedUntil,
  settlesAt: state.settlesAt?.toString() ?? null,
  version,
});

/** Writes what subscriptions have become, and what became of the changes that waited for them, in one statement; none waits for an end. */
export async function saveSubscriptions(
  tx: Tx<'billing'>,
  facts: readonly SubscriptionFacts[],
  applied: readonly ScheduledChange[],
  withdrawn: readonly ScheduledChange[] = [],
): Promise<void> {
  if (facts.length === 0) return;
  await tx.run(save, {
    rows: facts.map(rowOf),
    applied: applied.map(({ id }) => idToUuid(id)),
    withdrawn: withdrawn.map(({ id }) => idToUuid(id)),
    moved: facts.flatMap(({ state }) => state.changes.map(({ id, effectiveAt }) => ({ id: idToUuid(id), effectiveAt: effectiveAt.toString() }))),
  });
}
