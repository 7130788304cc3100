-- Discounts: what a coupon takes off, and whose invoices it takes it off.
create table billing.coupons (
  id uuid primary key,
  code text not null unique,
  name text not null,
  -- One of the two: a percent, or an amount by currency, as decimal text in major units.
  percent_off numeric check (percent_off > 0 and percent_off <= 100),
  amounts_off jsonb check (jsonb_typeof(amounts_off) = 'object'),
  duration text not null check (duration in ('once', 'repeating', 'forever')),
  periods integer check (periods > 0),
  -- Keys; empty for all.
  plans text[] not null,
  charges text[] not null,
  redeem_by timestamptz(3),
  maximum_redemptions integer check (maximum_redemptions > 0),
  redemptions integer not null default 0 check (redemptions >= 0 and redemptions <= maximum_redemptions),
  status text not null default 'active' check (status in ('active', 'archived')),
  version integer not null default 1,
  created_at timestamptz(3) not null,
  archived_at timestamptz(3),
  check ((percent_off is null) <> (amounts_off is null)),
  check ((duration = 'repeating') = (periods is not null)),
  check ((status = 'archived') = (archived_at is not null))
);

create table billing.coupon_redemptions (
  id uuid primary key,
  coupon_id uuid not null references billing.coupons (id),
  account_id uuid not null references billing.accounts (id),
  owner_id text not null,
  -- Null for all of the account's.
  subscription_id uuid references billing.subscriptions (id),
  -- Periods that it is still good for; null for ever.
  periods_left integer check (periods_left >= 0),
  version integer not null default 1,
  -- In the account's time.
  created_at timestamptz(3) not null,
  constraint coupon_redemptions_once unique nulls not distinct (account_id, coupon_id, subscription_id)
);
create index coupon_redemptions_of_account on billing.coupon_redemptions (account_id, id);
create index coupon_redemptions_of_coupon on billing.coupon_redemptions (coupon_id);

alter table billing.coupon_redemptions enable row level security;
alter table billing.coupon_redemptions force row level security;
create policy coupon_redemptions_of_owner on billing.coupon_redemptions
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));
revoke delete, truncate on billing.coupon_redemptions, billing.coupons from plinth_billing, plinth_billing_system;
