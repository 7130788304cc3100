-- Invoices of what no subscription bills.

-- Before the first release there are no invoices, wherever this is applied.
-- squawk-ignore-file ban-drop-not-null, constraint-missing-not-valid
set local lock_timeout = '5s';

alter table billing.invoice_lines
  alter column subscription_id drop not null,
  alter column charge_id drop not null,
  alter column charge_key drop not null,
  alter column period_start drop not null,
  alter column period_end drop not null,
  -- The key of the rate that it is taxed with, where that is neither its charge's nor its account's.
  add column tax_rate text,
  drop constraint invoice_lines_reason_check,
  add constraint invoice_lines_reason_check check (reason in ('period', 'minimumSpend', 'change', 'credit', 'oneOff')),
  add constraint invoice_lines_one_off_check check ((reason = 'oneOff') = (subscription_id is null)),
  add constraint invoice_lines_subscription_check check ((subscription_id is null) = (charge_id is null) and (subscription_id is null) = (charge_key is null)
    and (subscription_id is null) = (period_start is null) and (subscription_id is null) = (period_end is null));
