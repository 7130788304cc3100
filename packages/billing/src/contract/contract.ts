import { defineContract } from '@plinth/module';
import { accountSelectors } from './accounts.ts';

export const billingContract = defineContract('billing', {
  services: {},
  selectors: { ...accountSelectors },
});
