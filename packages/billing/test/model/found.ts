import type { Driver } from '@plinth/db';
import { idToUuid } from '@plinth/kernel';
import type { ModelInvoice } from './world.ts';

/** A line as it is stored; ids as PostgreSQL has them, amounts in cents, instants in milliseconds. */
export interface FoundLine {
  readonly id: string;
  readonly subscription: string | null;
  readonly plan: string | null;
  readonly charge: string | null;
  readonly reason: string;
  readonly start: number;
  readonly end: number;
  readonly quantity: string | null;
  readonly amount: string;
  readonly discount: string;
  readonly discounts: string;
  readonly tax: string;
  readonly taxRate: string | null;
  readonly rateKey: string | null;
  readonly treatment: string;
  readonly credits: string | null;
  readonly voided: boolean;
}

export interface FoundInvoice {
  readonly id: string;
  readonly account: string;
  readonly number: string | null;
  readonly status: ModelInvoice['status'];
  readonly replaces: string | null;
  /** In the account's time. */
  readonly createdAt: number;
  readonly replaced: boolean;
  readonly subtotal: string;
  readonly discount: string;
  readonly tax: string;
  readonly total: string;
  readonly amountDue: string;
  readonly creditApplied: string;
  readonly creditCarried: string;
  /** A digest of all that may not change once it is final. */
  readonly document: string;
  readonly lines: readonly FoundLine[];
}

export interface FoundSubscription {
  readonly id: string;
  readonly status: string;
  readonly plan: string;
  readonly quantity: string;
  readonly start: number;
  readonly end: number;
  readonly due: number | null;
  readonly cancelAt: number | null;
  readonly resumesAt: number | null;
  readonly endedAt: number | null;
  readonly waiting: readonly { readonly plan: string | null; readonly quantity: string | null; readonly at: number }[];
}

const asJson = async <Row>(rows: Promise<readonly { readonly row: string }[]>): Promise<Row[]> => (await rows).map(({ row }) => JSON.parse(row) as Row);

/** All invoices, the first one first. */
export const findInvoices = (sql: Driver): Promise<FoundInvoice[]> =>
  asJson(sql`
    select jsonb_build_object('id', invoice.id, 'account', invoice.account_id, 'number', invoice.number, 'status', invoice.status, 'replaces', invoice.replaces, 'createdAt', extract(epoch from invoice.created_at) * 1000,
      'replaced', exists (select from billing.invoices other where other.replaces = invoice.id),
      'subtotal', invoice.subtotal::text, 'discount', invoice.discount::text, 'tax', invoice.tax::text, 'total', invoice.total::text,
      'amountDue', invoice.amount_due::text, 'creditApplied', invoice.credit_applied::text, 'creditCarried', invoice.credit_carried::text,
      'document', md5((to_jsonb(invoice) - array['status', 'amount_due', 'version', 'voided_at', 'uncollectible_at'])::text || lines.document),
      'lines', lines.lines)::text as row
    from billing.invoices invoice cross join lateral (
      select coalesce(string_agg((to_jsonb(line) - 'voided')::text, ' ' order by line.position), '') as document,
        coalesce(jsonb_agg(jsonb_build_object('id', line.id, 'subscription', line.subscription_id, 'plan', charge.plan_id, 'charge', line.charge_key,
          'reason', line.reason, 'start', extract(epoch from line.period_start) * 1000, 'end', extract(epoch from line.period_end) * 1000,
          'quantity', line.quantity::text, 'amount', line.amount::text, 'discount', line.discount::text, 'tax', line.tax::text,
          'discounts', (select coalesce(sum(part.amount), 0)::text from billing.invoice_line_discounts part where part.line_id = line.id),
          'taxRate', line.tax_rate_id, 'rateKey', rate.key, 'treatment', line.tax_treatment, 'credits', line.credits, 'voided', line.voided) order by line.position), '[]') as lines
      from billing.invoice_lines line
      left join billing.charges charge on charge.id = line.charge_id
      left join billing.tax_rates rate on rate.id = line.tax_rate_id
      where line.invoice_id = invoice.id) lines
    order by invoice.created_at, invoice.id`);

export const findSubscriptions = (sql: Driver): Promise<FoundSubscription[]> =>
  asJson(sql`
    select jsonb_build_object('id', subscription.id, 'status', status, 'plan', plan_id, 'quantity', quantity::text, 'start', extract(epoch from current_period_start) * 1000,
      'end', extract(epoch from current_period_end) * 1000, 'due', extract(epoch from due_at) * 1000, 'cancelAt', extract(epoch from cancel_at) * 1000,
      'resumesAt', extract(epoch from resumes_at) * 1000, 'endedAt', extract(epoch from ended_at) * 1000,
      'waiting', (select coalesce(jsonb_agg(jsonb_build_object('plan', change.plan_id, 'quantity', change.quantity::text, 'at', extract(epoch from change.effective_at) * 1000)), '[]')
        from billing.subscription_changes change where change.subscription_id = subscription.id and change.state = 'waiting'))::text as row
    from billing.subscriptions subscription`);

/** A typed id as PostgreSQL has it. */
export const uuidOf = (id: string): string => idToUuid(id);
