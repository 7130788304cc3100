-- Double entry behind every movement of money: each transaction's debits equal its credits in each currency.
create table billing.journal_transactions (
  id uuid primary key,
  -- 'live', or the test clock whose accounts' postings these are.
  book text not null,
  occurred_at timestamptz(3) not null,
  kind text not null check (kind = 'invoice'),
  account_id uuid not null references billing.accounts (id),
  -- The document behind it: posted once.
  source_id uuid not null,
  unique (kind, source_id)
);
create index journal_transactions_of_book on billing.journal_transactions (book);

create table billing.journal_lines (
  transaction_id uuid not null references billing.journal_transactions (id),
  position integer not null,
  ledger_account text not null check (ledger_account in ('receivable', 'deferredRevenue', 'revenue', 'taxPayable')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  debit bigint not null check (debit between 0 and 9007199254740991),
  credit bigint not null check (credit between 0 and 9007199254740991),
  primary key (transaction_id, position),
  check ((debit = 0) <> (credit = 0))
);

-- Looked at when the transaction commits, so that lines may come one by one; whoever writes them, and however.
create function billing.require_balance() returns trigger language plpgsql set search_path = '' as $$
declare
  unbalanced text;
begin
  select line.currency into unbalanced from billing.journal_lines line where line.transaction_id = new.transaction_id
    group by line.currency having sum(line.debit) <> sum(line.credit) limit 1;
  if found then
    raise exception 'journal transaction % does not balance in %', new.transaction_id, unbalanced using errcode = 'check_violation';
  end if;
  return null;
end
$$;
create constraint trigger journal_lines_balance after insert on billing.journal_lines
  deferrable initially deferred for each row execute function billing.require_balance();

create function billing.require_lines() returns trigger language plpgsql set search_path = '' as $$
begin
  if not exists (select from billing.journal_lines line where line.transaction_id = new.id) then
    raise exception 'journal transaction % has no lines', new.id using errcode = 'check_violation';
  end if;
  return null;
end
$$;
create constraint trigger journal_transactions_have_lines after insert on billing.journal_transactions
  deferrable initially deferred for each row execute function billing.require_lines();

-- What is posted stays: a mistake is corrected by another transaction. The triggers hold the owner of the tables as well.
revoke update, delete, truncate on billing.journal_transactions, billing.journal_lines from plinth_billing, plinth_billing_system;

create function billing.refuse_change_of_journal() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception '% on %.%: the journal is only added to', tg_op, tg_table_schema, tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger journal_transactions_stay before update or delete or truncate on billing.journal_transactions
  for each statement execute function billing.refuse_change_of_journal();
create trigger journal_lines_stay before update or delete or truncate on billing.journal_lines
  for each statement execute function billing.refuse_change_of_journal();
alter table billing.journal_transactions enable always trigger journal_transactions_have_lines,
  enable always trigger journal_transactions_stay;
alter table billing.journal_lines enable always trigger journal_lines_balance, enable always trigger journal_lines_stay;
