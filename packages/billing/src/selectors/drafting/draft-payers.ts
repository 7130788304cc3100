import { arrayOf, compile, type Reader } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { BillingConfig } from '../../config.ts';
import { accounts } from '../../db/schema.ts';
import { graceEnds } from '../../rules/grace.ts';
import { later } from '../../rules/subscription-state.ts';
import type { InvoiceDraft } from './invoice-draft.ts';

// What is due later than another draft of its account may refer to it, and comes after it.
const payersOf = compile({ accountIds: arrayOf(accounts.id) }, (q, p) =>
  q
    .select({
      id: accounts.id,
      name: accounts.name,
      graceDays: accounts.graceDays,
      waitsUntil: sql<string | null>`(select to_jsonb(max(waiting.finalizes_at)) #>> '{}' from billing.invoices waiting where waiting.account_id = accounts.id and waiting.finalizes_at is not null)`,
    })
    .from(accounts)
    .where(sql`${accounts.id} = any(${p.accountIds})`),
);

/** Who pays, and when. */
export interface Payers {
  nameOf(draft: InvoiceDraft): string;
  /** When a draft becomes final: the instant at which it is made, where it has no grace. */
  finalizesAt(draft: InvoiceDraft): Temporal.Instant;
}

/** Who pays for drafts, by one statement however many there are. */
export async function readPayers(db: Reader<'billing'>, drafts: readonly InvoiceDraft[], { invoiceGraceDays }: BillingConfig): Promise<Payers> {
  const rows = await db.run(payersOf, { accountIds: [...new Set(drafts.map(({ account }) => account.id))] });
  const found = new Map<Id<'acct'>, (typeof rows)[number]>(rows.map((row) => [row.id, row]));
  return {
    nameOf: ({ account }) => found.get(account.id)?.name ?? '',
    finalizesAt: ({ account, issuedAt }) => {
      const payer = found.get(account.id);
      const end = graceEnds(issuedAt, payer?.graceDays ?? invoiceGraceDays, account.timeZone);
      return payer?.waitsUntil ? later(end, Temporal.Instant.from(payer.waitsUntil)) : end;
    },
  };
}
