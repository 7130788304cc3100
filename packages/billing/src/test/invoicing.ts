import { readConfig } from '@plinth/config';
import { connect, createDatabase, type Database, type Driver, ownerRole, runtimeRole } from '@plinth/db';
import { createIds, type Id, systemClock } from '@plinth/kernel';
import { Temporal } from 'temporal-polyfill';
import { aMemberOf, createTestBilling, type TestBilling } from '../../testing/index.ts';
import { type Account, billingConfig, type BillingConfig } from '../index.ts';
import { parseDecimal } from '../rules/decimal.ts';
import type { DraftLine, InvoiceDraft } from '../selectors/drafting/invoice-draft.ts';
import type { DocumentPrinter } from '../ports/document-printer.ts';
import { pdfPrinter } from '../ports/pdf-printer.ts';
import type { FinalizeContext, IssuedInvoice } from '../services/finalize-drafts.ts';
import { issueInvoices } from '../services/issue-invoices.ts';

export const ids = createIds(systemClock);

interface Numbered extends IssuedInvoice {
  readonly number: string;
}

/** Billing whose invoices a test issues itself, as background work would: across owners. */
export interface Invoicing {
  readonly billing: TestBilling;
  readonly database: Database<'billing'>;
  /** As background work runs: reads and writes every row. */
  readonly sql: Driver;
  /** As the application runs, and as the owner of the tables. */
  readonly application: Driver;
  readonly owner: Driver;
  readonly config: BillingConfig;
  readonly printer: DocumentPrinter;
  /** Nobody listens. */
  readonly publish: FinalizeContext['publish'];
  issue(drafts: readonly InvoiceDraft[]): Promise<Numbered[]>;
  /** As a service of a member would, with `scope` in reach. */
  issueWithin(scope: readonly string[], drafts: readonly InvoiceDraft[]): Promise<Numbered[]>;
  close(): Promise<void>;
}

export async function startInvoicing(): Promise<Invoicing> {
  const billing = await createTestBilling();
  const database = createDatabase('billing', { url: billing.database.url, acrossOwners: true });
  const withinScope = createDatabase('billing', { url: billing.database.url });
  const application = connect({ url: billing.database.url, connections: 1, name: 'application', role: runtimeRole('billing') });
  const owner = connect({ url: billing.database.migrationUrl, connections: 1, name: 'owner', role: ownerRole('billing') });
  const { billing: config } = readConfig([billingConfig], { NODE_ENV: 'test' });
  const [printer, publish] = [pdfPrinter(), () => undefined];
  const issue = async (tx: FinalizeContext['tx'], drafts: readonly InvoiceDraft[]): Promise<Numbered[]> => {
    const issued = await issueInvoices({ tx, ids, config, printer, publish }, drafts);
    return issued.map(({ id, number }) => ({ id, number: number ?? '' }));
  };
  return {
    billing,
    database,
    sql: billing.database.driver('billing'),
    application,
    owner,
    config,
    printer,
    publish,
    issue: (drafts) => database.transaction([], (tx) => issue(tx, drafts)),
    issueWithin: (scope, drafts) =>
      withinScope.transaction([], async (tx) => {
        for (const owner of scope) await tx.enter(owner);
        return issue(tx, drafts);
      }),
    close: async () => {
      await Promise.all([database.close(), withinScope.close(), application.end(), owner.end()]);
      await billing.close();
    },
  };
}

export async function anAccount({ billing }: Pick<Invoicing, 'billing'>, name = 'Analytical Engines'): Promise<Account> {
  const organizationId = ids('org');
  await billing.organizationCreated({ organizationId, name });
  const { data } = await billing.selectors.listAccounts({ ownerId: organizationId }, { actor: aMemberOf([organizationId]) });
  const [account] = data;
  if (!account) throw new Error(`${organizationId} has no account.`);
  return account;
}

const instant = (text: string): Temporal.Instant => Temporal.Instant.from(text);

/** The base fee of a month in advance, unless told. */
export const aLine = (changes: Partial<DraftLine> = {}): DraftLine => ({
  id: ids('line'),
  subscriptionId: ids('sub'),
  chargeId: ids('charge'),
  chargeKey: 'base',
  description: 'Base fee',
  timing: 'inAdvance',
  quantity: null,
  period: { start: instant('2027-02-28T00:00:00Z'), end: instant('2027-03-31T00:00:00Z') },
  amount: 2000n,
  reason: 'period',
  sequence: 0,
  billedSince: instant('2027-02-28T00:00:00Z'),
  credits: null,
  whole: null,
  share: null,
  taxRate: null,
  explanation: { model: 'flat', exact: '20.00' },
  ...changes,
});

/** Usage of the month before, in arrears. */
export const aUsageLine = (changes: Partial<DraftLine> = {}): DraftLine =>
  aLine({
    chargeKey: 'calls',
    description: 'API calls',
    timing: 'inArrears',
    quantity: parseDecimal('1500'),
    period: { start: instant('2027-01-31T00:00:00Z'), end: instant('2027-02-28T00:00:00Z') },
    amount: 500n,
    explanation: { model: 'graduated', breakdown: [{ upTo: '1000', amount: '0' }, { upTo: null, amount: '5.00' }] },
    ...changes,
  });

interface DraftOptions {
  readonly lines?: readonly DraftLine[];
  readonly issuedAt?: string;
  readonly testClockId?: Id<'clock'>;
  readonly timeZone?: string;
}

/** The second invoice of a month's subscription: 25 euros. */
export const aDraft = ({ id, ownerId, currency, timeZone }: Account, options: DraftOptions = {}): InvoiceDraft => ({
  account: { id, ownerId, currency, timeZone: options.timeZone ?? timeZone, testClockId: options.testClockId ?? null },
  issuedAt: instant(options.issuedAt ?? '2027-02-28T00:00:00Z'),
  lines: options.lines ?? [aLine(), aUsageLine()],
});
