-- Time as a resource: an account that is made on a clock lives in the clock's time, and is a test account for ever.
create table billing.test_clocks (
  id uuid primary key,
  now timestamptz(3) not null,
  -- Where an advance under way goes to.
  target timestamptz(3),
  status text not null default 'ready' check (status in ('ready', 'advancing')),
  version integer not null default 1,
  created_at timestamptz(3) not null,
  check ((status = 'advancing') = (target is not null)),
  check (target >= now)
);

alter table billing.accounts add column test_clock_id uuid references billing.test_clocks (id);
create index accounts_on_clock on billing.accounts (test_clock_id) where test_clock_id is not null;

-- An account that changed its time would have invoices in two number series and postings in two books.
create function billing.keep_clock_of_account() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception 'account % stays in the time it was made in', old.id using errcode = 'restrict_violation', schema = 'billing', table = 'accounts';
end $$;
create trigger clock_of_account before update on billing.accounts for each row
  when (new.test_clock_id is distinct from old.test_clock_id) execute function billing.keep_clock_of_account();
alter table billing.accounts enable always trigger clock_of_account;
