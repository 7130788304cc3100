-- What is owed to tax offices is posted tax by tax, so that the journal says to whom.

-- Before the first release nothing is posted, wherever this is applied.
-- squawk-ignore-file adding-foreign-key-constraint, constraint-missing-not-valid
set local lock_timeout = '5s';

alter table billing.journal_lines
  add column tax_rate_id uuid references billing.tax_rates (id),
  add constraint journal_lines_tax_rate_check check (tax_rate_id is null or ledger_account = 'taxPayable');
