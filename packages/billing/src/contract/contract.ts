import { defineContract } from '@plinth/module';
import { accountSelectors, accountServices } from './accounts.ts';
import { invoiceSelectors } from './invoices.ts';
import { ledgerSelectors } from './ledger.ts';
import { meterSelectors, meterServices } from './meters.ts';
import { planSelectors, planServices } from './plans.ts';
import { pricingSelectors } from './pricing.ts';
import { subscriptionSelectors, subscriptionServices } from './subscriptions.ts';
import { testClockAdvanceServices } from './test-clock-advances.ts';
import { testClockSelectors, testClockServices } from './test-clocks.ts';
import { usageSelectors, usageServices } from './usage.ts';

export const billingContract = defineContract('billing', {
  services: { ...accountServices, ...meterServices, ...planServices, ...testClockServices, ...testClockAdvanceServices, ...subscriptionServices, ...usageServices },
  selectors: { ...accountSelectors, ...meterSelectors, ...planSelectors, ...pricingSelectors, ...testClockSelectors, ...subscriptionSelectors, ...usageSelectors, ...invoiceSelectors, ...ledgerSelectors },
});
