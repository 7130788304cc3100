import { arrayOf, compile } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { BillingReadContext } from '../../context.ts';
import type { SubscriptionPreview } from '../../contract/subscription-previews.ts';
import { accountCredits } from '../../db/invoices.ts';
import { localDateOf } from '../../rules/billing-calendar.ts';
import { draftTerms } from './draft-terms.ts';
import { contentOf } from './invoice-content.ts';
import type { InvoiceDraft } from './invoice-draft.ts';
import { draftsOf } from './stored-drafts.ts';
import { settleDrafts, totalDrafts } from './total-draft.ts';

const creditsOfAccounts = compile({ accountIds: arrayOf(accountCredits.accountId) }, (q, p) =>
  q.select({ accountId: accountCredits.accountId, balance: accountCredits.balance }).from(accountCredits).where(sql`${accountCredits.accountId} = any(${p.accountIds})`),
);

export type DraftContext = Pick<BillingReadContext, 'db' | 'config' | 'ids'>;

/** What drafts would say if they became final one after the other, each finding its account's credit and coupons as those before leave them. */
async function contentsOf({ db, config }: DraftContext, drafts: readonly InvoiceDraft[]): Promise<SubscriptionPreview['invoice'][]> {
  const terms = await draftTerms(db, drafts, config);
  const credits = await db.run(creditsOfAccounts, { accountIds: [...new Set(drafts.map(({ account }) => account.id))] });
  const settled = settleDrafts(totalDrafts(drafts, terms).totalled, new Map(credits.map(({ accountId, balance }) => [accountId, balance])));
  return settled.map((draft) => contentOf(draft, terms.coupons.redeemed));
}

function nothing({ account: { currency, timeZone }, issuedAt }: InvoiceDraft): SubscriptionPreview['invoice'] {
  const none = { amount: 0, currency };
  const issueDate = localDateOf(issuedAt, timeZone).toString();
  return { currency, issueDate, lines: [], subtotal: none, discount: none, discounts: [], net: none, taxes: [], taxNote: null, tax: none, total: none, creditApplied: none, creditCarried: none, amountDue: none };
}

/** A draft as it would be invoiced, after those of its account that become final before it, and `earlier` ones. */
export async function previewedInvoice(context: DraftContext, earlier: readonly InvoiceDraft[], draft: InvoiceDraft): Promise<SubscriptionPreview['invoice']> {
  if (draft.lines.length === 0) return nothing(draft);
  const stored = await draftsOf(context.db, [draft.account.id], context.ids);
  const waiting = stored.filter(({ waits }) => waits).map((each) => each.draft);
  const contents = await contentsOf(context, [...waiting, ...earlier, draft]);
  return contents.at(-1) ?? nothing(draft);
}

/** An invoice that waits, as it is now. */
export interface WaitingInvoice {
  readonly draft: InvoiceDraft;
  readonly content: SubscriptionPreview['invoice'];
}

/** All drafts of accounts as they are now. */
export async function waitingInvoices(context: DraftContext, accountIds: readonly Id<'acct'>[]): Promise<ReadonlyMap<Id<'inv'>, WaitingInvoice>> {
  const waiting = await draftsOf(context.db, accountIds, context.ids);
  const contents = waiting.length === 0 ? [] : await contentsOf(context, waiting.map(({ draft }) => draft));
  return new Map(waiting.flatMap(({ id, draft }, index) => (contents[index] ? [[id, { draft, content: contents[index] }]] : [])));
}
