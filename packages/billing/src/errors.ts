import { defineErrors } from '@plinth/kernel';

export const billingErrors = defineErrors('billing', {
  accountNotFound: { kind: 'not_found', message: 'No billing account {accountId}.' },
  invoiceNotFound: { kind: 'not_found', message: 'No invoice {invoiceId}.' },
  amountOutOfRange: { kind: 'unprocessable', message: '{field} is {amount} minor units; the largest amount that can be billed is {limit}.' },
});
