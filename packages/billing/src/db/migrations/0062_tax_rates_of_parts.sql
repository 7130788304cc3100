-- Several taxes on one line: a rate may be put together from others, as they were when it was made.
set local lock_timeout = '5s';

alter table billing.tax_rates
  -- Id, key, name, jurisdiction and percentage of each; none of a tax by itself.
  add column parts jsonb not null default '[]' check (jsonb_typeof(parts) = 'array' and jsonb_array_length(parts) <> 1);

drop trigger tax_rate_stays on billing.tax_rates;
create trigger tax_rate_stays before update of id, key, version, name, jurisdiction, percentage, behavior, created_at, parts or delete or truncate
  on billing.tax_rates for each statement execute function billing.refuse_change_of_document();
alter table billing.tax_rates enable always trigger tax_rate_stays;
