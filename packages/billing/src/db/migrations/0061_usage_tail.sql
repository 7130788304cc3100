-- One index for the tail, in the order in which it grows: of a type for whoever rolls up, and within each transaction of an account for
-- whoever reads. The account is spelled as no other index has it: the planner cannot know how short the tail is, and would rather take
-- all events of the account.
set local lock_timeout = '5s';

create index usage_events_tail on billing.usage_events (type, transaction_id, (nullif(account_id, '00000000-0000-0000-0000-000000000000')));
drop index billing.usage_events_by_transaction;
drop index billing.usage_events_of_tail;
