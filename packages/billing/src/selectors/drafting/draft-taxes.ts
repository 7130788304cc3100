import { arrayOf, compile, nullableText, type Reader } from '@plinth/db';
import { type Id, uuidToId } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { BillingConfig } from '../../config.ts';
import type { AppliedTaxRate } from '../../contract/tax-rates.ts';
import { charges } from '../../db/catalogue.ts';
import { invoiceLines } from '../../db/invoices.ts';
import { accounts } from '../../db/schema.ts';
import { taxRates } from '../../db/taxes.ts';
import { appliedTaxRate, type JoinedTaxRate } from '../../rules/applied-tax-rate.ts';
import type { TaxTreatment } from '../../rules/tax.ts';
import { taxNote } from '../../rules/tax-note.ts';
import type { DraftLine, InvoiceDraft } from './invoice-draft.ts';

/** How a line is taxed; taxable without a rate is no tax. */
export interface LineTax {
  readonly treatment: TaxTreatment;
  readonly rate: AppliedTaxRate | null;
}

interface TaxRow extends Omit<JoinedTaxRate, 'rateId' | 'parts'> {
  readonly kind: 'account' | 'charge' | 'line' | 'rate';
  /** Null for a rate that a line names. */
  readonly id: string | null;
  readonly treatment: TaxTreatment;
  readonly note: string | null;
  readonly rateId: string | null;
  readonly parts: string | null;
}

const rateColumns = sql`rate.id as "rateId", rate.key, rate.name, rate.jurisdiction, rate.percentage::text as percentage, rate.behavior, rate.parts::text as parts`;

// Accounts, charges and the seller name a key, whose newest version is in force; lines name the version that they were taxed with.
const taxesOf = compile(
  { accountIds: arrayOf(accounts.id), chargeIds: arrayOf(charges.id), lineIds: arrayOf(invoiceLines.id), keys: arrayOf(taxRates.key), sellerRate: nullableText },
  (_q, p) => sql<TaxRow>`
    select 'account' as kind, account.id, account.tax_treatment as treatment, account.tax_note as note, ${rateColumns}
    from billing.accounts account left join billing.tax_rates rate on rate.key = coalesce(account.tax_rate, ${p.sellerRate}::text) and rate.superseded_at is null
    where account.id = any(${p.accountIds}::uuid[])
    union all
    select 'charge', charge.id, 'taxable', null, ${rateColumns}
    from billing.charges charge join billing.tax_rates rate on rate.key = charge.tax_rate and rate.superseded_at is null
    where charge.id = any(${p.chargeIds}::uuid[])
    union all
    select 'line', line.id, line.tax_treatment, null, ${rateColumns}
    from billing.invoice_lines line join billing.invoices invoice on invoice.id = line.invoice_id and invoice.status <> 'draft'
    left join billing.tax_rates rate on rate.id = line.tax_rate_id
    where line.id = any(${p.lineIds}::uuid[])
    union all
    select 'rate', null, 'taxable', null, ${rateColumns} from billing.tax_rates rate where rate.key = any(${p.keys}::text[]) and rate.superseded_at is null`,
);

const rateOf = (row: TaxRow): AppliedTaxRate | null =>
  appliedTaxRate({ ...row, rateId: row.rateId === null ? null : uuidToId('taxrate', row.rateId), parts: JSON.parse(row.parts ?? 'null') as unknown });

/** How drafts are taxed. */
export interface Taxes {
  of(draft: InvoiceDraft, line: DraftLine): LineTax;
  noteOf(draft: InvoiceDraft): string | null;
}

const distinct = <Item>(items: readonly Item[]): Item[] => [...new Set(items)];

const untaxed: LineTax = { treatment: 'taxable', rate: null };

/**
 * How each line of drafts is taxed, by one statement however many there are: what takes back a part of a line as that line was; all else as
 * the account is, by its own rate, that of its charge, of the account or else of the seller. Throws where the seller's is not there.
 */
export async function readTaxes(db: Reader<'billing'>, drafts: readonly InvoiceDraft[], { sellerTaxRate }: Pick<BillingConfig, 'sellerTaxRate'>): Promise<Taxes> {
  const lines = drafts.flatMap((draft) => draft.lines);
  const rows = await db.run(taxesOf, {
    accountIds: distinct(drafts.map(({ account }) => account.id)),
    chargeIds: distinct(lines.flatMap(({ chargeId }) => chargeId ?? [])),
    lineIds: lines.flatMap(({ credits }) => credits ?? []),
    keys: distinct(lines.flatMap(({ taxRate }) => taxRate ?? [])),
    sellerRate: sellerTaxRate ?? null,
  });
  const notes = new Map<Id, string | null>();
  const found = new Map<string, LineTax>();
  for (const row of rows) {
    const own = { treatment: row.treatment, rate: row.treatment === 'taxable' ? rateOf(row) : null };
    if (row.kind === 'rate' || row.id === null) {
      found.set(`rate ${row.key ?? ''}`, own);
      continue;
    }
    const id = uuidToId({ account: 'acct', charge: 'charge', line: 'line' }[row.kind], row.id);
    found.set(id, own);
    if (row.kind === 'account' && row.rateId === null && sellerTaxRate !== undefined) throw new Error(`SELLER_TAX_RATE is ${sellerTaxRate}, and there is no such tax rate.`);
    if (row.kind === 'account') notes.set(id, taxNote(row.treatment, row.note));
  }
  return {
    of: ({ account }, { chargeId, credits, taxRate }) => {
      const credited = credits && found.get(credits);
      if (credited) return credited;
      const own = found.get(account.id) ?? untaxed;
      if (own.treatment !== 'taxable') return own;
      return found.get(taxRate === null ? (chargeId ?? account.id) : `rate ${taxRate}`) ?? own;
    },
    noteOf: ({ account }) => notes.get(account.id) ?? null,
  };
}
