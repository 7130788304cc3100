-- What coupons took off, line by line, and which of their periods each discount counts for.
set local lock_timeout = '5s';

alter table billing.invoices
  add column discount bigint not null default 0 check (discount between -9007199254740991 and 9007199254740991);
create trigger issued_discount_stays before update of discount on billing.invoices
  for each statement execute function billing.refuse_change_of_document();
alter table billing.invoices enable always trigger issued_discount_stays;

alter table billing.invoice_lines
  -- A line that gives something back gives back its part of the discount, too.
  add column discount bigint not null default 0,
  add check (discount between least(amount, 0) and greatest(amount, 0));

create table billing.invoice_line_discounts (
  line_id uuid not null references billing.invoice_lines (id),
  redemption_id uuid not null references billing.coupon_redemptions (id),
  owner_id text not null,
  -- Of the line, and of its invoice: what a coupon did for a subscription is found without them.
  subscription_id uuid not null references billing.subscriptions (id),
  issued_at timestamptz(3) not null,
  -- The coupon's first, second, … period.
  sequence integer not null check (sequence > 0),
  -- Minor units; below zero where it is given back.
  amount bigint not null check (amount <> 0 and amount between -9007199254740991 and 9007199254740991),
  primary key (line_id, redemption_id)
);
create index invoice_line_discounts_by_period on billing.invoice_line_discounts (redemption_id, sequence);
create index invoice_line_discounts_in_effect on billing.invoice_line_discounts (redemption_id, subscription_id, issued_at desc) where amount > 0;

alter table billing.invoice_line_discounts enable row level security;
alter table billing.invoice_line_discounts force row level security;
create policy invoice_line_discounts_of_owner on billing.invoice_line_discounts
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));
revoke update, delete, truncate on billing.invoice_line_discounts from plinth_billing, plinth_billing_system;
create trigger issued_line_discount_stays before update or delete or truncate on billing.invoice_line_discounts
  for each statement execute function billing.refuse_change_of_document();
alter table billing.invoice_line_discounts enable always trigger issued_line_discount_stays;

alter table billing.journal_lines
  drop constraint journal_lines_ledger_account_check,
  add check (ledger_account in ('receivable', 'deferredRevenue', 'revenue', 'taxPayable', 'accountCredit', 'discounts'));
