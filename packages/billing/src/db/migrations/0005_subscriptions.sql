-- Who pays for which plan, and how far it is billed. `due_at` is the whole schedule: a run finds what is due, and no job anywhere
-- carries a business date.
create table billing.subscriptions (
  id uuid primary key,
  account_id uuid not null references billing.accounts (id),
  owner_id text not null,
  plan_id uuid not null references billing.plans (id),
  status text not null default 'active' check (status = 'active'),
  -- The account's, which never changes: the run's index begins with it.
  test_clock_id uuid references billing.test_clocks (id),
  -- The local day that every period is counted from.
  anchor date not null,
  period_index integer not null,
  current_period_start timestamptz(3) not null,
  current_period_end timestamptz(3) not null check (current_period_end > current_period_start),
  due_at timestamptz(3) not null,
  version integer not null default 1,
  -- In the account's time, as all that is billed.
  created_at timestamptz(3) not null
);
create index subscriptions_due on billing.subscriptions (test_clock_id, due_at, id) where status = 'active';
create index subscriptions_of_account on billing.subscriptions (account_id, id);
create index live_subscriptions_of_owner on billing.subscriptions (owner_id, id) where test_clock_id is null;

alter table billing.subscriptions enable row level security;
alter table billing.subscriptions force row level security;
create policy subscriptions_of_owner on billing.subscriptions
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));

-- Work of the run that failed: the run goes on without it, tries it again at `next_try_at`, and leaves the row as a record.
create table billing.billing_failures (
  subscription_id uuid not null references billing.subscriptions (id),
  due_at timestamptz(3) not null,
  owner_id text not null,
  state text not null check (state in ('waiting', 'resolved')),
  reason text not null,
  attempts integer not null check (attempts > 0),
  first_failed_at timestamptz(3) not null,
  last_failed_at timestamptz(3) not null,
  next_try_at timestamptz(3) not null,
  primary key (subscription_id, due_at)
);
create index billing_failures_waiting on billing.billing_failures (next_try_at) where state = 'waiting';

alter table billing.billing_failures enable row level security;
alter table billing.billing_failures force row level security;
create policy billing_failures_of_owner on billing.billing_failures
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));
