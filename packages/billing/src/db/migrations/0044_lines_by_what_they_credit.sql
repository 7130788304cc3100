-- plinth: no transaction
create index concurrently if not exists invoice_lines_by_credited on billing.invoice_lines (credits) where credits is not null;
