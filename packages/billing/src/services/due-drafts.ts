import { compileWrite, instant, integer, limitOf } from '@plinth/db';
import { and, asc, eq, isNotNull, type SQL, sql } from 'drizzle-orm';
import { invoices } from '../db/invoices.ts';
import { accounts } from '../db/schema.ts';

type Builder = Parameters<Parameters<typeof compileWrite>[1]>[0];

const { id, accountId, testClockId, finalizesAt } = invoices;

const first = (q: Builder, onClock: SQL, until: SQL<Date>) =>
  q
    .select({ finalizesAt })
    .from(invoices)
    .where(and(onClock, isNotNull(finalizesAt), sql`${finalizesAt} <= ${until}::timestamptz`))
    .orderBy(asc(testClockId), asc(finalizesAt))
    .limit(1);

/** When a draft of a live account becomes final next, until `until`. */
export const firstLiveDraft = compileWrite({ until: instant }, (q, p) => first(q, sql`${testClockId} is null`, p.until));

/** When a draft of a test clock's account becomes final next, until `until`. */
export const firstDraftOnClock = compileWrite({ clockId: testClockId, until: instant }, (q, p) => first(q, eq(testClockId, p.clockId), p.until));

/** Locks the accounts of which something becomes final at an instant, as `claimDue` does, and then their drafts, the first one first. */
function claim(q: Builder, onClock: SQL, { at, limit }: { readonly at: SQL<Date>; readonly limit: SQL<number> }, locked: { skipLocked?: true }) {
  const due = and(onClock, sql`${finalizesAt} = ${at}::timestamptz`);
  const held = q.$with('held').as(
    q
      .select({ id: accounts.id })
      .from(accounts)
      .where(sql`${accounts.id} in (select ${accountId} from ${invoices} where ${due})`)
      .orderBy(accounts.id)
      .limit(limitOf(limit))
      .for('no key update', locked),
  );
  return q
    .with(held)
    .select({ id, accountId })
    .from(invoices)
    .where(and(due, sql`${accountId} = any (array(select held.id from held))`))
    .orderBy(asc(invoices.createdAt), asc(id))
    .for('no key update');
}

/** Of live accounts; what another worker has claimed is passed over. */
export const claimLiveDrafts = compileWrite({ at: instant, limit: integer }, (q, p) => claim(q, sql`${testClockId} is null`, p, { skipLocked: true }));

/** Of a test clock's accounts. */
export const claimDraftsOnClock = compileWrite({ clockId: testClockId, at: instant, limit: integer }, (q, p) => claim(q, eq(testClockId, p.clockId), p, {}));
