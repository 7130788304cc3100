-- The life of a subscription: a later start, a trial, changes, pauses, an end. `due_at` is the next of all that happens by itself.
alter table billing.plans
  add column trial_days integer not null default 0 check (trial_days between 0 and 730),
  -- By what a part of a cycle is measured.
  add column proration text not null default 'second' check (proration in ('second', 'day'));

alter table billing.charges
  -- Null for the plan's own.
  add column interval text check (interval in ('day', 'week', 'month', 'year')),
  add column interval_count integer check (interval_count > 0),
  add check ((interval is null) = (interval_count is null));

drop index billing.subscriptions_due;
alter table billing.subscriptions
  drop constraint subscriptions_status_check,
  alter column status drop default,
  add check (status in ('scheduled', 'trialing', 'active', 'past_due', 'paused', 'canceled', 'expired')),
  alter column due_at drop not null,
  add column if not exists quantity numeric not null default 1 check (quantity >= 0),
  -- The account's when the subscription was made: a later change of it moves no boundary.
  add column time_zone text,
  add column anchor_day integer check (anchor_day between 1 and 31),
  -- Boundary number 0; `period_index` counts the steps from it.
  add column anchored_at timestamptz(3),
  add column starts_at timestamptz(3),
  add column trial_ends_at timestamptz(3) check (trial_ends_at > starts_at),
  add column terms_since timestamptz(3),
  add column quantity_since timestamptz(3),
  add column resumes_at timestamptz(3),
  add column cancel_at timestamptz(3),
  add column cancels_at_period_end boolean not null default false,
  add column ends_at timestamptz(3) check (ends_at > starts_at),
  add column ended_at timestamptz(3);

-- The owner of the tables fills the columns once, for every tenant.
alter table billing.subscriptions no force row level security;
alter table billing.accounts no force row level security;
update billing.subscriptions subscription
  set time_zone = account.time_zone, anchored_at = subscription.anchor::timestamp at time zone account.time_zone, starts_at = subscription.created_at,
    terms_since = subscription.current_period_start, quantity_since = subscription.current_period_start
  from billing.accounts account where account.id = subscription.account_id;
alter table billing.accounts force row level security;
alter table billing.subscriptions force row level security;

alter table billing.subscriptions
  alter column time_zone set not null,
  alter column anchored_at set not null,
  alter column starts_at set not null,
  alter column terms_since set not null,
  alter column quantity_since set not null,
  add check ((ended_at is not null) = (status in ('canceled', 'expired'))),
  -- What is over waits for nothing; what is paused may wait for nothing.
  add check (case when status in ('canceled', 'expired') then due_at is null when status = 'paused' then true else due_at is not null end),
  add check (cancel_at is not null or not cancels_at_period_end);
create index subscriptions_due on billing.subscriptions (test_clock_id, due_at, account_id, id) where due_at is not null;

create table billing.subscription_changes (
  id uuid primary key,
  subscription_id uuid not null references billing.subscriptions (id),
  owner_id text not null,
  state text not null default 'waiting' check (state in ('waiting', 'applied', 'withdrawn')),
  -- Null leaves what is.
  plan_id uuid references billing.plans (id),
  quantity numeric check (quantity >= 0),
  effective_at timestamptz(3) not null,
  at_period_end boolean not null,
  created_at timestamptz(3) not null,
  check (plan_id is not null or quantity is not null)
);
create index subscription_changes_of_subscription on billing.subscription_changes (subscription_id, id);
create index subscription_changes_waiting on billing.subscription_changes (subscription_id, effective_at, id) where state = 'waiting';

alter table billing.subscription_changes enable row level security;
alter table billing.subscription_changes force row level security;
create policy subscription_changes_of_owner on billing.subscription_changes
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));
revoke delete, truncate on billing.subscription_changes from plinth_billing, plinth_billing_system;
