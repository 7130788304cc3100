-- Taxes: the seller's rates, who pays which, and what each line was taxed with.
set local lock_timeout = '5s';

create table billing.tax_rates (
  id uuid primary key,
  key text not null,
  -- Counts the rates with this key: another percentage is another version.
  version integer not null check (version > 0),
  name text not null,
  jurisdiction text not null,
  percentage numeric not null check (percentage between 0 and 100),
  behavior text not null check (behavior in ('exclusive', 'inclusive')),
  status text not null default 'active' check (status in ('active', 'archived')),
  created_at timestamptz(3) not null,
  archived_at timestamptz(3),
  -- When the next version came; null for the one that lines are taxed with.
  superseded_at timestamptz(3),
  unique (key, version),
  check ((status = 'archived') = (archived_at is not null)),
  check (superseded_at is null or status = 'archived')
);
create unique index tax_rates_in_force on billing.tax_rates (key) where superseded_at is null;

-- What documents refer to stays as it was.
revoke update, delete, truncate on billing.tax_rates from plinth_billing, plinth_billing_system;
grant update (status, archived_at, superseded_at) on billing.tax_rates to plinth_billing, plinth_billing_system;
create trigger tax_rate_stays before update of id, key, version, name, jurisdiction, percentage, behavior, created_at or delete or truncate
  on billing.tax_rates for each statement execute function billing.refuse_change_of_document();
alter table billing.tax_rates enable always trigger tax_rate_stays;

alter table billing.accounts
  add column tax_treatment text not null default 'taxable' check (tax_treatment in ('taxable', 'exempt', 'reverseCharge')),
  -- The key of the rate that its lines are taxed with, where their charge has none of its own.
  add column tax_rate text,
  -- What its invoices say about why there is no tax.
  add column tax_note text;

alter table billing.charges add column tax_rate text;

alter table billing.invoices add column tax_note text;
create trigger issued_tax_note_stays before update of tax_note on billing.invoices
  for each statement execute function billing.refuse_change_of_document();
alter table billing.invoices enable always trigger issued_tax_note_stays;

alter table billing.invoice_lines
  add column tax_treatment text not null default 'taxable' check (tax_treatment in ('taxable', 'exempt', 'reverseCharge')),
  add column tax_rate_id uuid references billing.tax_rates (id),
  add check (tax_rate_id is null or tax_treatment = 'taxable');
