-- plinth: no transaction
create index concurrently if not exists invoice_lines_by_usage on billing.invoice_lines (subscription_id, period_end) where share is not null or reason = 'lateUsage';
