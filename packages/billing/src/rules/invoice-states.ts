import type { InvoiceStatus } from '../contract/invoices.ts';

export type InvoiceStep = 'finalize' | 'settle' | 'void' | 'markUncollectible' | 'reissue';

/** Every way from one status to another; what is not here cannot happen. Issued anew, an invoice is void, and another takes its place. */
export const invoiceTransitions: Readonly<Record<InvoiceStep, Readonly<Partial<Record<InvoiceStatus, InvoiceStatus>>>>> = {
  finalize: { draft: 'open' },
  settle: { open: 'paid', uncollectible: 'paid' },
  void: { draft: 'void', open: 'void', uncollectible: 'void' },
  markUncollectible: { open: 'uncollectible' },
  reissue: { open: 'void', uncollectible: 'void' },
};

/** The status of an invoice that is made final: one that asks for nothing is paid. */
export function finalStatus(amountDue: bigint): InvoiceStatus {
  return amountDue === 0n ? 'paid' : 'open';
}
