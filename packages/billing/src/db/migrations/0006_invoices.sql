-- What was asked for. A row is a document from its first moment on: it is written whole, with its number, or not at all.

-- One row a series of numbers. Whoever takes numbers holds the row until the commit, so a rollback gives them back and the
-- next taker goes on where the last commit ended: no gap, and the order of numbers is the order of commits.
create table billing.number_series (
  prefix text primary key,
  taken bigint not null check (taken >= 0)
);

create table billing.invoices (
  id uuid primary key,
  account_id uuid not null references billing.accounts (id),
  owner_id text not null,
  number text not null unique,
  status text not null check (status in ('open', 'paid')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  issue_date date not null,
  due_date date not null check (due_date >= issue_date),
  -- Minor units. JSON carries whole numbers up to 2^53 - 1 exactly, so no amount is larger.
  subtotal bigint not null check (subtotal between -9007199254740991 and 9007199254740991),
  tax bigint not null check (tax between -9007199254740991 and 9007199254740991),
  total bigint not null check (total between 0 and 9007199254740991),
  amount_due bigint not null check (amount_due between 0 and total),
  -- As they were: a document does not follow a later change of an account or of the seller.
  seller_name text not null,
  bill_to_name text not null,
  time_zone text not null,
  test_clock_id uuid,
  finalized_at timestamptz(3) not null,
  version integer not null default 1
);
create index invoices_of_account on billing.invoices (account_id, finalized_at desc, id desc);
create index live_invoices_of_owner on billing.invoices (owner_id, finalized_at desc, id desc) where test_clock_id is null;

create table billing.invoice_lines (
  id uuid primary key,
  invoice_id uuid not null references billing.invoices (id),
  owner_id text not null,
  position integer not null,
  subscription_id uuid not null,
  charge_id uuid not null,
  charge_key text not null,
  description text not null,
  quantity numeric,
  period_start timestamptz(3) not null,
  period_end timestamptz(3) not null check (period_end > period_start),
  amount bigint not null check (amount between -9007199254740991 and 9007199254740991),
  tax bigint not null check (tax between -9007199254740991 and 9007199254740991),
  explanation jsonb not null,
  reason text not null check (reason = 'period'),
  sequence integer not null default 0,
  unique (invoice_id, position)
);
-- A period of a charge is billed once, however often and by however many workers the run is started.
create unique index invoice_lines_once on billing.invoice_lines (subscription_id, charge_id, period_start, reason, sequence);

alter table billing.invoices enable row level security;
alter table billing.invoices force row level security;
create policy invoices_of_owner on billing.invoices
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));
alter table billing.invoice_lines enable row level security;
alter table billing.invoice_lines force row level security;
create policy invoice_lines_of_owner on billing.invoice_lines
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));

-- An issued invoice is a document: only what happens to it afterwards may change, for every role.
revoke update, delete, truncate on billing.invoices from plinth_billing, plinth_billing_system;
grant update (status, amount_due, version) on billing.invoices to plinth_billing, plinth_billing_system;
revoke update, delete, truncate on billing.invoice_lines from plinth_billing, plinth_billing_system;
revoke delete, truncate on billing.number_series from plinth_billing, plinth_billing_system;

create function billing.refuse_change_of_document() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception '% on %.%: an issued document does not change', tg_op, tg_table_schema, tg_table_name
    using errcode = 'restrict_violation';
end
$$;
create trigger issued_invoice_stays before update of id, account_id, owner_id, number, currency, issue_date, due_date, subtotal,
  tax, total, seller_name, bill_to_name, time_zone, test_clock_id, finalized_at or delete or truncate on billing.invoices
  for each statement execute function billing.refuse_change_of_document();
create trigger issued_line_stays before update or delete or truncate on billing.invoice_lines
  for each statement execute function billing.refuse_change_of_document();
alter table billing.invoices enable always trigger issued_invoice_stays;
alter table billing.invoice_lines enable always trigger issued_line_stays;
