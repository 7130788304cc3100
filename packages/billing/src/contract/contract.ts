import { defineContract } from '@plinth/module';
import { usersEvents } from '@plinth/users/events';
import { billingEvents } from '../events.ts';
import { accountSelectors, accountServices } from './accounts.ts';
import { couponSelectors, couponServices } from './coupons.ts';
import { featureSelectors, featureServices } from './features.ts';
import { invoiceSelectors, invoiceServices } from './invoices.ts';
import { ledgerSelectors } from './ledger.ts';
import { meterSelectors, meterServices } from './meters.ts';
import { planSelectors, planServices } from './plans.ts';
import { pricingSelectors } from './pricing.ts';
import { productSelectors, productServices } from './products.ts';
import { subscriptionCommandSelectors, subscriptionCommandServices } from './subscription-commands.ts';
import { subscriptionPreviewSelectors } from './subscription-previews.ts';
import { subscriptionSelectors, subscriptionServices } from './subscriptions.ts';
import { taxRateSelectors, taxRateServices } from './tax-rates.ts';
import { testClockAdvanceServices } from './test-clock-advances.ts';
import { testClockSelectors, testClockServices } from './test-clocks.ts';
import { usageSelectors, usageServices } from './usage.ts';

export const billingContract = defineContract('billing', {
  services: { ...accountServices, ...meterServices, ...planServices, ...productServices, ...featureServices, ...couponServices, ...taxRateServices, ...testClockServices, ...testClockAdvanceServices, ...subscriptionServices, ...subscriptionCommandServices, ...usageServices, ...invoiceServices },
  selectors: { ...accountSelectors, ...meterSelectors, ...planSelectors, ...productSelectors, ...featureSelectors, ...couponSelectors, ...taxRateSelectors, ...pricingSelectors, ...testClockSelectors, ...subscriptionSelectors, ...subscriptionCommandSelectors, ...subscriptionPreviewSelectors, ...usageSelectors, ...invoiceSelectors, ...ledgerSelectors },
  subscribers: { openAccount: usersEvents.organizationCreated, advanceTestClock: billingEvents.testClockAdvanceRequested },
});
