-- Invoices are drafts until they are final, and may be voided, written off and issued anew afterwards.

-- Before the first release there are no invoices, wherever this is applied.
-- squawk-ignore-file ban-drop-not-null, disallowed-unique-constraint, adding-foreign-key-constraint, constraint-missing-not-valid, require-concurrent-index-creation, require-concurrent-index-deletion
set local lock_timeout = '5s';

alter table billing.accounts
  -- Days for which its invoices stay drafts; null for the seller's.
  add column grace_days integer check (grace_days between 0 and 90);

alter table billing.invoices
  alter column number drop not null,
  alter column issue_date drop not null,
  alter column due_date drop not null,
  alter column finalized_at drop not null,
  -- In the account's time: the instant at which it was due to be made.
  add column created_at timestamptz(3) not null default now(),
  -- When a draft becomes final by itself; null where somebody has to see to it.
  add column finalizes_at timestamptz(3),
  -- Why it did not, and how often that was tried.
  add column finalization_failure text,
  add column finalization_attempts integer not null default 0,
  add column voided_at timestamptz(3),
  add column uncollectible_at timestamptz(3),
  -- The void invoice in whose place this one is.
  add column replaces uuid unique references billing.invoices (id),
  drop constraint invoices_status_check,
  add constraint invoices_status_check check (status in ('draft', 'open', 'paid', 'void', 'uncollectible')),
  add constraint invoices_final_check check ((number is null) = (finalized_at is null) and (number is null) = (issue_date is null) and (number is null) = (due_date is null)),
  add constraint invoices_number_check check (case status when 'draft' then number is null when 'void' then true else number is not null end),
  add constraint invoices_finalizes_at_check check (finalizes_at is null or status = 'draft'),
  add constraint invoices_voided_at_check check ((status = 'void') = (voided_at is not null)),
  add constraint invoices_uncollectible_at_check check (status <> 'uncollectible' or uncollectible_at is not null);

drop trigger issued_invoice_stays on billing.invoices;
drop trigger issued_credits_stay on billing.invoices;
drop trigger issued_tax_note_stays on billing.invoices;
drop trigger issued_discount_stays on billing.invoices;

drop index billing.invoices_of_account;
drop index billing.live_invoices_of_owner;
create index invoices_of_account on billing.invoices (account_id, created_at desc, id desc);
create index live_invoices_of_owner on billing.invoices (owner_id, created_at desc, id desc) where test_clock_id is null;
create index invoices_to_finalize on billing.invoices (test_clock_id, finalizes_at, account_id) where finalizes_at is not null;
create index drafts_of_account on billing.invoices (account_id, created_at, id) where status = 'draft';

-- Refuses every change of a row but of the columns that it is given.
create function billing.refuse_change_but_of() returns trigger language plpgsql set search_path = '' as $$
begin
  if to_jsonb(new) - tg_argv <> to_jsonb(old) - tg_argv then
    raise exception '% on %.%: an issued document does not change', tg_op, tg_table_schema, tg_table_name using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;

-- A draft may become anything; what is final stays, but for what happens to it. Void is the end.
create function billing.refuse_return_of_invoice() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception 'invoice % is % and cannot become %', old.id, old.status, new.status using errcode = 'restrict_violation';
end
$$;
create trigger issued_invoice_stays before update on billing.invoices for each row when (old.status <> 'draft')
  execute function billing.refuse_change_but_of('status', 'amount_due', 'version', 'voided_at', 'uncollectible_at');
create trigger void_is_the_end before update on billing.invoices for each row
  when (old.status <> new.status and (old.status = 'void' or new.status = 'draft')) execute function billing.refuse_return_of_invoice();
create trigger issued_invoice_is_kept before delete or truncate on billing.invoices
  for each statement execute function billing.refuse_change_of_document();
alter table billing.invoices enable always trigger issued_invoice_stays, enable always trigger void_is_the_end, enable always trigger issued_invoice_is_kept;
grant update (number, issue_date, due_date, subtotal, discount, tax, total, seller_name, bill_to_name, time_zone, finalized_at, finalizes_at, credit_applied,
  credit_carried, tax_note, finalization_failure, finalization_attempts, voided_at, uncollectible_at) on billing.invoices to plinth_billing, plinth_billing_system;

alter table billing.invoice_lines
  -- Whether it is earned over its period, or has been.
  add column timing text not null default 'inAdvance' check (timing in ('inAdvance', 'inArrears')),
  -- When the period of the subscription began in which it is billed.
  add column billed_since timestamptz(3),
  -- Of a line of usage, which a draft rates anew: what share of a whole cycle its spend limits are for.
  add column share text,
  -- Of a void invoice: what it billed can be billed again.
  add column voided boolean not null default false;

drop trigger issued_line_stays on billing.invoice_lines;
create function billing.refuse_change_of_line() returns trigger language plpgsql set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - 'voided' = to_jsonb(old) - 'voided' then return new; end if;
  if (select invoice.status from billing.invoices invoice where invoice.id = old.invoice_id) is distinct from 'draft' then
    raise exception '% on %.%: an issued document does not change', tg_op, tg_table_schema, tg_table_name using errcode = 'restrict_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end
$$;
create trigger issued_line_stays before update or delete on billing.invoice_lines for each row execute function billing.refuse_change_of_line();
create trigger issued_lines_are_kept before truncate on billing.invoice_lines for each statement execute function billing.refuse_change_of_document();
alter table billing.invoice_lines enable always trigger issued_line_stays, enable always trigger issued_lines_are_kept;
grant delete, update (tax, tax_treatment, tax_rate_id, discount, voided) on billing.invoice_lines to plinth_billing, plinth_billing_system;

drop index billing.invoice_lines_once;
drop index billing.invoice_lines_credited_once;
create unique index invoice_lines_once on billing.invoice_lines (subscription_id, charge_id, period_start, reason, sequence) where credits is null and not voided;
create unique index invoice_lines_credited_once on billing.invoice_lines (credits) where credits is not null and not voided;

alter table billing.invoice_line_discounts add column voided boolean not null default false;
drop trigger issued_line_discount_stays on billing.invoice_line_discounts;
create trigger issued_line_discount_stays before update on billing.invoice_line_discounts for each row execute function billing.refuse_change_but_of('voided');
create trigger issued_line_discount_is_kept before delete or truncate on billing.invoice_line_discounts
  for each statement execute function billing.refuse_change_of_document();
alter table billing.invoice_line_discounts enable always trigger issued_line_discount_stays, enable always trigger issued_line_discount_is_kept;
grant update (voided) on billing.invoice_line_discounts to plinth_billing, plinth_billing_system;

alter table billing.journal_transactions
  drop constraint journal_transactions_kind_check,
  add constraint journal_transactions_kind_check check (kind in ('invoice', 'invoiceVoid', 'invoiceUncollectible'));
alter table billing.journal_lines
  drop constraint journal_lines_ledger_account_check,
  add constraint journal_lines_ledger_account_check check (ledger_account in ('receivable', 'deferredRevenue', 'revenue', 'taxPayable', 'accountCredit', 'discounts', 'badDebt'));
