import { compileWrite, json, type Tx } from '@plinth/db';
import { sql } from 'drizzle-orm';
import type { BillingConfig } from '../config.ts';
import { localDateOf } from '../rules/billing-calendar.ts';
import { testSeriesPrefix } from '../rules/number-series.ts';
import { formatInvoiceNumber } from '../rules/numbering.ts';
import type { Temporal } from 'temporal-polyfill';
import type { InvoiceDraft } from '../selectors/drafting/invoice-draft.ts';

// In the order of their prefixes, so that two takers of several series never wait for each other in a circle.
const takeNumbers = compileWrite(
  { wanted: json },
  (_q, p) => sql<{ prefix: string; taken: string }>`
    insert into billing.number_series as series (prefix, taken)
    select wanted.prefix, wanted.count from jsonb_to_recordset(${p.wanted}::jsonb) as wanted (prefix text, count bigint) order by wanted.prefix
    on conflict (prefix) do update set taken = series.taken + excluded.taken
    returning prefix, taken::text as taken`,
);

interface Numbered {
  readonly draft: InvoiceDraft;
  readonly finalizedAt: Temporal.Instant;
}

/**
 * A number for each draft, in their order: from the seller's series, or from the test clock's own. Holds each series until the
 * transaction ends, so it comes as late as it can.
 */
export async function takeInvoiceNumbersFor(tx: Tx<'billing'>, drafts: readonly Numbered[], config: BillingConfig): Promise<string[]> {
  const prefixOf = ({ draft: { account } }: Numbered) => (account.testClockId === null ? config.sellerNumberPrefix : testSeriesPrefix(account.testClockId));
  const counts = new Map<string, bigint>();
  for (const draft of drafts) counts.set(prefixOf(draft), (counts.get(prefixOf(draft)) ?? 0n) + 1n);
  const rows = await tx.run(takeNumbers, { wanted: [...counts].map(([prefix, count]) => ({ prefix, count: count.toString() })) });
  const next = new Map(rows.map(({ prefix, taken }) => [prefix, BigInt(taken) - (counts.get(prefix) ?? 0n)]));
  return drafts.map((draft) => {
    const prefix = prefixOf(draft);
    const sequence = (next.get(prefix) ?? 0n) + 1n;
    next.set(prefix, sequence);
    return formatInvoiceNumber(prefix, localDateOf(draft.finalizedAt, config.sellerTimeZone), sequence);
  });
}
