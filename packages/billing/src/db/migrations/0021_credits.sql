-- What was billed in advance and is not used is given back once, at most whole; what an invoice cannot net is kept for the next ones.
alter table billing.invoice_lines
  -- The line that this one gives back a part of.
  add column credits uuid references billing.invoice_lines (id),
  -- For what was billed in advance: the amount of a whole cycle, and the cycle that the line is all or a part of.
  add column whole_amount bigint check (whole_amount between 0 and 9007199254740991),
  add column cycle_start timestamptz(3),
  add column cycle_end timestamptz(3) check (cycle_end > cycle_start),
  drop constraint invoice_lines_reason_check,
  add check (reason in ('period', 'minimumSpend', 'change', 'credit')),
  add check ((reason = 'credit') = (credits is not null)),
  add check (credits is null or amount <= 0),
  add check ((whole_amount is null) = (cycle_start is null) and (whole_amount is null) = (cycle_end is null));
-- What gives something back is once by the line that it gives back a part of.
drop index billing.invoice_lines_once;
create unique index invoice_lines_once on billing.invoice_lines (subscription_id, charge_id, period_start, reason, sequence) where credits is null;
create unique index invoice_lines_credited_once on billing.invoice_lines (credits) where credits is not null;
create index invoice_lines_in_advance on billing.invoice_lines (subscription_id, period_end) where whole_amount is not null;

alter table billing.invoices
  -- Taken from the account's credit, and left over for it where credits exceed charges.
  add column credit_applied bigint not null default 0 check (credit_applied between 0 and total),
  add column credit_carried bigint not null default 0 check (credit_carried between 0 and 9007199254740991);
create trigger issued_credits_stay before update of credit_applied, credit_carried on billing.invoices
  for each statement execute function billing.refuse_change_of_document();
alter table billing.invoices enable always trigger issued_credits_stay;

create table billing.account_credits (
  account_id uuid primary key references billing.accounts (id),
  owner_id text not null,
  -- Minor units of the account's currency.
  balance bigint not null check (balance between 0 and 9007199254740991)
);
alter table billing.account_credits enable row level security;
alter table billing.account_credits force row level security;
create policy account_credits_of_owner on billing.account_credits
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));
revoke delete, truncate on billing.account_credits from plinth_billing, plinth_billing_system;

alter table billing.journal_lines
  drop constraint journal_lines_ledger_account_check,
  add check (ledger_account in ('receivable', 'deferredRevenue', 'revenue', 'taxPayable', 'accountCredit'));
