-- plinth: no transaction
drop index concurrently if exists billing.invoice_lines_of_usage;
