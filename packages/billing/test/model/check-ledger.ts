import type { Driver } from '@plinth/db';
import { expect } from 'vitest';

/**
 * Each check finds the rows that break it: entries that do not balance (invariant 1), accounts whose receivable is not what their final invoices
 * leave open (3), or whose credit is not what their invoices carried and applied, invoices whose postings are not what they say (4) or, once they are
 * void, not undone (18), coupons whose periods are not those that they took effect in and those that they have left, and work of the run that failed (15).
 */
export async function checkLedger(sql: Driver): Promise<void> {
  const [broken] = await sql`
    with posted as materialized (
      select transaction.id, transaction.account_id, transaction.source_id, line.ledger_account, line.currency, line.debit - line.credit as amount
      from billing.journal_transactions transaction join billing.journal_lines line on line.transaction_id = transaction.id
    ), by_account as (
      select account.id, coalesce(sum(amount) filter (where ledger_account = 'receivable'), 0) as receivable, coalesce(-sum(amount) filter (where ledger_account = 'accountCredit'), 0) as credit
      from billing.accounts account left join posted on posted.account_id = account.id group by account.id
    ), by_invoice as (
      select invoice.id, invoice.status, invoice.subtotal - invoice.discount - within.tax as net, invoice.tax, invoice.amount_due, invoice.credit_carried - invoice.credit_applied as credit,
        coalesce(-sum(amount) filter (where ledger_account in ('revenue', 'deferredRevenue', 'discounts')), 0) as earned,
        coalesce(-sum(amount) filter (where ledger_account = 'taxPayable'), 0) as taxed,
        coalesce(-sum(amount) filter (where ledger_account = 'accountCredit'), 0) as credited,
        coalesce(sum(amount) filter (where ledger_account = 'receivable'), 0) as owed,
        coalesce(sum(amount) filter (where ledger_account = 'badDebt'), 0) as lost
      from billing.invoices invoice cross join lateral (
        select coalesce(sum(line.tax), 0) as tax from billing.invoice_lines line join billing.tax_rates rate on rate.id = line.tax_rate_id
        where line.invoice_id = invoice.id and rate.behavior = 'inclusive') within
      left join posted on posted.source_id = invoice.id group by invoice.id, within.tax
    )
    select
      array(select id from posted group by id, currency having sum(amount) <> 0) as unbalanced,
      array(select account.id from by_account account
        where receivable <> (select coalesce(sum(amount_due), 0) from billing.invoices where account_id = account.id and status in ('open', 'paid'))) as receivable,
      array(select account.id from by_account account
        where credit <> coalesce((select balance from billing.account_credits where account_id = account.id), 0)
          or credit <> (select coalesce(sum(credit_carried - credit_applied), 0) from billing.invoices where account_id = account.id and status in ('open', 'paid', 'uncollectible'))) as credit,
      array(select id from by_invoice where status in ('draft', 'void') and (earned, taxed, credited, owed, lost) <> (0, 0, 0, 0, 0)) as undone,
      array(select id from by_invoice where status in ('open', 'paid') and (earned, taxed, credited, owed, lost) <> (net, tax, credit, amount_due, 0)) as posted,
      array(select id from by_invoice where status = 'uncollectible' and (earned, taxed, credited, owed, lost) <> (net, tax, credit, 0, amount_due)) as written_off,
      array(select redemption.id from billing.coupon_redemptions redemption join billing.coupons coupon on coupon.id = redemption.coupon_id
        where coupon.duration <> 'forever' and coalesce(coupon.periods, 1) <> redemption.periods_left + (
          select count(distinct discount.sequence) from billing.invoice_line_discounts discount where discount.redemption_id = redemption.id and not discount.voided)) as coupons,
      array(select reason from billing.billing_failures) as failures,
      array(select finalization_failure from billing.invoices where finalization_failure is not null) as drafts`;
  expect(broken).toEqual({ unbalanced: [], receivable: [], credit: [], undone: [], posted: [], written_off: [], coupons: [], failures: [], drafts: [] });
}
