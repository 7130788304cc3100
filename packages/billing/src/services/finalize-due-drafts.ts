import { compileWrite, instant, isConflict, isUnavailable, json, type Tx } from '@plinth/db';
import { type Id, idToUuid } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { billingErrors } from '../errors.ts';
import { draftTerms } from '../selectors/drafting/draft-terms.ts';
import { draftsById, type StoredDraft } from '../selectors/drafting/stored-drafts.ts';
import { type DraftTerms, totalDrafts } from '../selectors/drafting/total-draft.ts';
import { requirePrintable } from '../selectors/printable-text.ts';
import { reasonOf } from './billing-failures.ts';
import { type FinalizeContext, finalizeDrafts } from './finalize-drafts.ts';
import { saveFinalInvoices } from './save-final-invoices.ts';

/** The drafts of one account alone could not be made final, for a reason that another try at once would not change. */
export class DraftsNotFinalized extends Error {
  readonly invoiceIds: readonly Id<'inv'>[];

  constructor(invoiceIds: readonly Id<'inv'>[], cause: unknown) {
    super(reasonOf(cause), { cause });
    this.invoiceIds = invoiceIds;
  }
}

// The n-th try comes 2^(n-1) minutes after the one before, and at least once a day.
const recordFailures = compileWrite(
  { failures: json, now: instant },
  (_q, p) => sql`
    update billing.invoices invoice set finalization_failure = failure.reason, finalization_attempts = invoice.finalization_attempts + 1, version = invoice.version + 1,
      finalizes_at = ${p.now}::timestamptz + least(interval '1 day', interval '1 minute' * power(2, least(invoice.finalization_attempts, 20)))
    from jsonb_to_recordset(${p.failures}::jsonb) as failure (id uuid, reason text)
    where invoice.id = failure.id and invoice.status = 'draft'`,
);

export interface FinalizationFailure {
  readonly id: Id<'inv'>;
  readonly reason: string;
}

/** Leaves drafts as they are until they are tried again. */
export async function setDraftsAside(tx: Tx<'billing'>, failures: readonly FinalizationFailure[], now: Date): Promise<void> {
  if (failures.length > 0) await tx.run(recordFailures, { failures: failures.map(({ id, reason }) => ({ id: idToUuid(id), reason })), now });
}

/** A draft that gives back a part of another, which is a draft still, cannot know what was asked for it. */
export function requireNoDraftBefore({ id, waitsFor }: StoredDraft, final: ReadonlySet<Id<'inv'>>): void {
  const before = waitsFor.find((other) => !final.has(other));
  if (before !== undefined) throw billingErrors.invoiceWaits({ invoiceId: id, waitsFor: before });
}

/** Does what can be done for each by itself; where it fails, the others go on. */
function judge(stored: readonly StoredDraft[], terms: DraftTerms, { printer, config }: FinalizeContext) {
  const failures: FinalizationFailure[] = [];
  const final = new Set<Id<'inv'>>();
  const ready = stored.filter((entry) => {
    try {
      requireNoDraftBefore(entry, final);
      requirePrintable(printer, totalDrafts([entry.draft], terms).totalled, terms, config);
    } catch (error) {
      failures.push({ id: entry.id, reason: reasonOf(error) });
      return false;
    }
    final.add(entry.id);
    return true;
  });
  return { ready, failures };
}

async function finalizeAll(context: FinalizeContext, ids: readonly Id<'inv'>[], at: Temporal.Instant, now: Date): Promise<void> {
  const { tx, config } = context;
  const stored = await draftsById(tx, ids, context.ids);
  const terms = await draftTerms(tx, stored.map(({ draft }) => draft), config);
  const { ready, failures } = judge(stored, terms, context);
  await setDraftsAside(tx, failures, now);
  if (ready.length === 0) return;
  const final = ready.map(({ id, version, draft }) => ({ id, version: version + 1, draft, finalizedAt: at }));
  await finalizeDrafts(context, final, terms, (invoices) => saveFinalInvoices(tx, invoices));
}

/**
 * Makes drafts final that this transaction has locked, dated to the instant at which they were to be. One that cannot be is left with the
 * reason, and tried again later than `now`. `DraftsNotFinalized` where the database refuses one account alone.
 */
export async function finalizeDueDrafts(context: FinalizeContext, claimed: readonly { readonly id: Id<'inv'>; readonly accountId: Id<'acct'> }[], at: Date, now: Date): Promise<void> {
  const ids = claimed.map(({ id }) => id);
  try {
    if (ids.length > 0) await finalizeAll(context, ids, Temporal.Instant.fromEpochMilliseconds(at.getTime()), now);
  } catch (error) {
    const alone = new Set(claimed.map(({ accountId }) => accountId)).size === 1;
    if (!alone || isConflict(error) || isUnavailable(error)) throw error;
    throw new DraftsNotFinalized(ids, error);
  }
}
