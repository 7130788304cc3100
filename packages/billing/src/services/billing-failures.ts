import { compileWrite, instant, json, type Tx } from '@plinth/db';
import { type Id, idToUuid } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { SubscriptionRow } from '../selectors/drafting/subscription-facts.ts';

/** A subscription at whose due instant something happens. */
export interface DueSubscription extends SubscriptionRow {
  readonly dueAt: Date;
}

export const isDue = (row: SubscriptionRow): row is DueSubscription => row.dueAt !== null;

/** A period that could not be billed, and why. */
export interface BillingFailure {
  readonly subscription: Pick<DueSubscription, 'id' | 'ownerId' | 'dueAt'>;
  readonly reason: string;
}

// The n-th try comes 2^(n-1) minutes after the one before, and at least once a day.
const recordFailures = compileWrite(
  { failures: json, now: instant },
  (_q, p) => sql`
    insert into billing.billing_failures as known (subscription_id, due_at, owner_id, state, reason, attempts, first_failed_at, last_failed_at, next_try_at)
    select failure.id, failure."dueAt", failure."ownerId", 'waiting', failure.reason, 1, ${p.now}::timestamptz, ${p.now}::timestamptz,
      ${p.now}::timestamptz + interval '1 minute'
    from jsonb_to_recordset(${p.failures}::jsonb) as failure (id uuid, "dueAt" timestamptz, "ownerId" text, reason text)
    on conflict (subscription_id, due_at) do update set
      state = 'waiting', reason = excluded.reason, attempts = known.attempts + 1, last_failed_at = excluded.last_failed_at,
      next_try_at = excluded.last_failed_at + least(interval '1 day', interval '1 minute' * power(2, least(known.attempts, 20)))`,
);

const resolveFailures = compileWrite(
  { resolved: json },
  (_q, p) => sql`
    update billing.billing_failures failure set state = 'resolved'
    from jsonb_to_recordset(${p.resolved}::jsonb) as billed (id uuid, "dueAt" timestamptz)
    where failure.subscription_id = billed.id and failure.due_at = billed."dueAt"`,
);

const longestReason = 500;

/** What went wrong, for the row that people read. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, longestReason);
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : '';
  return `${code}${error.message}`.slice(0, longestReason);
}

/** Sets periods aside: the run goes on without them and tries them again later and later. */
export async function setAsideAll(tx: Tx<'billing'>, failures: readonly BillingFailure[], now: Date): Promise<void> {
  if (failures.length === 0) return;
  const rows = failures.map(({ subscription: { id, ownerId, dueAt }, reason }) => ({ id: idToUuid(id), ownerId, dueAt: dueAt.toISOString(), reason }));
  await tx.run(recordFailures, { failures: rows, now });
}

/** Notes that periods which had failed are billed. */
export async function resolveAll(tx: Tx<'billing'>, billed: readonly { readonly id: Id<'sub'>; readonly dueAt: Date }[]): Promise<void> {
  if (billed.length === 0) return;
  await tx.run(resolveFailures, { resolved: billed.map(({ id, dueAt }) => ({ id: idToUuid(id), dueAt: dueAt.toISOString() })) });
}
