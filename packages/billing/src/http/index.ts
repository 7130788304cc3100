import type { Routes } from '@plinth/http';
import type { Billing } from '../contract/billing.ts';
import { accountRoutes } from './accounts.ts';
import { couponRoutes } from './coupons.ts';
import { featureRoutes } from './features.ts';
import { invoiceRoutes } from './invoices.ts';
import { ledgerRoutes } from './ledger.ts';
import { meterRoutes } from './meters.ts';
import { planRoutes } from './plans.ts';
import { pricingRoutes } from './pricing.ts';
import { productRoutes } from './products.ts';
import { subscriptionCommandRoutes } from './subscription-commands.ts';
import { subscriptionPreviewRoutes } from './subscription-previews.ts';
import { subscriptionRoutes } from './subscriptions.ts';
import { taxRateRoutes } from './tax-rates.ts';
import { testClockAdvanceRoutes } from './test-clock-advances.ts';
import { testClockRoutes } from './test-clocks.ts';
import { usageRoutes } from './usage.ts';

/** All of billing's routes; the host gives them their prefix. */
export const billingRoutes: Routes<{ billing: Billing }> = (app, modules) => {
  accountRoutes(app, modules);
  meterRoutes(app, modules);
  productRoutes(app, modules);
  featureRoutes(app, modules);
  planRoutes(app, modules);
  couponRoutes(app, modules);
  taxRateRoutes(app, modules);
  pricingRoutes(app, modules);
  testClockRoutes(app, modules);
  testClockAdvanceRoutes(app, modules);
  subscriptionRoutes(app, modules);
  subscriptionCommandRoutes(app, modules);
  subscriptionPreviewRoutes(app, modules);
  usageRoutes(app, modules);
  invoiceRoutes(app, modules);
  ledgerRoutes(app, modules);
};
