import { type Ids, requestErrors, requireOperator } from '@plinth/kernel';
import type { BillingContext } from '../context.ts';
import type { CreateInvoice, Invoice } from '../contract/invoices.ts';
import { billingErrors } from '../errors.ts';
import { parseDecimal } from '../rules/decimal.ts';
import { toMoney } from '../rules/money.ts';
import { draftTerms } from '../selectors/drafting/draft-terms.ts';
import type { DraftLine, InvoiceDraft } from '../selectors/drafting/invoice-draft.ts';
import { totalDrafts } from '../selectors/drafting/total-draft.ts';
import { taxRateProblems } from '../selectors/tax-rate.ts';
import { timeOf } from '../selectors/time-of.ts';
import { holdAccount, readAccount } from './hold-account.ts';
import { readInvoice } from './hold-invoice.ts';
import { issueInvoices, keepDrafts } from './issue-invoices.ts';

function lineOf({ description, quantity = '1', unitAmount, taxRate }: CreateInvoice['lines'][number], currency: string, ids: Ids): DraftLine {
  const exact = parseDecimal(quantity).times(parseDecimal(unitAmount));
  return {
    id: ids('line'),
    subscriptionId: null,
    chargeId: null,
    chargeKey: null,
    description,
    timing: 'inArrears',
    quantity: parseDecimal(quantity),
    period: null,
    amount: toMoney(exact, currency).amount,
    reason: 'oneOff',
    sequence: 0,
    billedSince: null,
    credits: null,
    whole: null,
    share: null,
    taxRate: taxRate ?? null,
    explanation: { unitAmount, exact: exact.toFixed() },
  };
}

/**
 * Bills an account for what no subscription does. With `draft` it waits until somebody makes it final; otherwise it is final as the account's other
 * invoices are, at once or after their grace. For operators; `ownerId` is whose account it is.
 */
export async function createInvoice(context: BillingContext, { accountId, ownerId, lines, draft: kept = false }: CreateInvoice): Promise<Invoice> {
  const { tx, ids, config } = context;
  requireOperator(context.actor);
  await tx.enter(ownerId);
  const account = await readAccount(tx, accountId);
  if (account?.ownerId !== ownerId) throw billingErrors.accountNotFound({ accountId });
  await holdAccount(tx, account);
  const problems = await taxRateProblems(tx, lines.flatMap(({ taxRate: key }, index) => (key === undefined ? [] : [{ pointer: `/lines/${index}/taxRate`, key }])));
  if (problems.length > 0) throw requestErrors.invalid(problems);
  const draft: InvoiceDraft = { account, issuedAt: await timeOf(context, account), lines: lines.map((line) => lineOf(line, account.currency, ids)) };
  const terms = await draftTerms(tx, [draft], config);
  totalDrafts([draft], terms);
  if (!kept) {
    const [issued] = await issueInvoices(context, [draft], terms);
    if (!issued) throw new Error('The invoice was not issued.');
    return readInvoice(context, issued.id);
  }
  const id = ids('inv');
  await keepDrafts(context, [{ id, draft, finalizesAt: null }]);
  return readInvoice(context, id);
}
