-- All eight models, prices in several currencies, quantities that the subscription holds, and limits of what is spent.

alter table billing.charges
  drop constraint charges_model_check,
  drop constraint charges_check,
  drop constraint charges_check1,
  -- By currency: the price in each other one that the plan can be paid in, in the same form as `price`.
  add column prices jsonb not null default '{}' check (jsonb_typeof(prices) = 'object'),
  add check (model in ('flat', 'standard', 'graduated', 'volume', 'package', 'percentage', 'graduatedPercentage', 'dynamic')),
  add constraint charges_quantity_check check (case
    when model = 'flat' then meter_id is null
    -- What is counted is known when its period is over.
    when meter_id is not null then timing = 'inArrears'
    -- The subscription's quantity is known when a period begins.
    else model in ('standard', 'graduated', 'volume', 'package') and timing = 'inAdvance'
  end);

alter table billing.subscriptions add column quantity numeric not null default 1 check (quantity >= 0);

alter table billing.invoice_lines
  drop constraint invoice_lines_reason_check,
  add check (reason in ('period', 'minimumSpend'));
