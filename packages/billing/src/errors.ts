import { defineErrors } from '@plinth/kernel';

export const billingErrors = defineErrors('billing', {
  accountNotFound: { kind: 'not_found', message: 'No billing account {accountId}.' },
});
