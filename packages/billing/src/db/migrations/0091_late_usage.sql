-- Usage that comes after its invoice is billed on a later one.
set local lock_timeout = '5s';

alter table billing.subscriptions
  -- Usage of transactions before it has been counted in all that was billed of it, or is on later lines; null where none was billed.
  add column usage_counted_until xid8,
  -- When it is looked for late usage while nothing else is billed.
  add column settles_at timestamptz(3),
  drop constraint subscriptions_check4,
  add constraint subscriptions_due_check
    check (case when status in ('canceled', 'expired') then due_at is not distinct from settles_at when status = 'paused' then true else due_at is not null end);

alter table billing.invoice_lines
  drop constraint invoice_lines_reason_check,
  add constraint invoice_lines_reasons_check check (reason in ('period', 'minimumSpend', 'change', 'credit', 'lateUsage', 'oneOff'));
create index invoice_lines_by_usage on billing.invoice_lines (subscription_id, period_end) where share is not null or reason = 'lateUsage';

-- What is over or paused is due on the next of its days. The owner of the tables fills the columns once, for every tenant.
alter table billing.subscriptions no force row level security;
alter table billing.invoice_lines no force row level security;
update billing.subscriptions subscription
  set usage_counted_until = '0', settles_at = late.settles_at, due_at = least(subscription.due_at, late.settles_at)
  from (select id, case when status in ('canceled', 'expired', 'paused') then current_period_end end as settles_at from billing.subscriptions) late
  where late.id = subscription.id and exists (select from billing.invoice_lines line where line.subscription_id = subscription.id and line.share is not null);
alter table billing.invoice_lines force row level security;
alter table billing.subscriptions force row level security;

-- What has been written since, of whatever meter, is found without a look at the rows.
drop index billing.usage_rollups_by_transaction;
create index usage_rollups_by_transaction on billing.usage_rollups (account_id, last_transaction) include (meter_id, bucket);
