import type { Id } from '@plinth/kernel';
import type { PayloadOf } from '@plinth/module';
import type { BillingEvents } from '../events.ts';
import type { InvoiceDraft } from '../selectors/drafting/invoice-draft.ts';

interface ChangedInvoice {
  readonly id: Id<'inv'>;
  /** Once it is changed. */
  readonly version: number;
  readonly account: Pick<InvoiceDraft['account'], 'id' | 'currency' | 'testClockId'>;
  /** What the change moves, in minor units. */
  readonly amount: bigint;
}

/** The payload of each event of an invoice. */
export const invoicePayload = ({ id, version, account, amount }: ChangedInvoice): PayloadOf<BillingEvents['invoiceFinalized']> => ({
  invoiceId: id,
  accountId: account.id,
  version,
  currency: account.currency,
  amount: Number(amount),
  testClockId: account.testClockId,
});
