import type { Database } from '@plinth/db';
import type { Actor, Id } from '@plinth/kernel';
import { createModule, type ModuleRuntime, service, subscriber } from '@plinth/module';
import type { BillingConfig } from './config.ts';
import type { HostedBilling } from './contract/billing.ts';
import { billingContract } from './contract/contract.ts';
import { type BillingRun, runContract } from './contract/run.ts';
import { billDueSchedule } from './jobs/bill-due.ts';
import { continueAdvance } from './jobs/continue-advance.ts';
import { type RollUps, rollUpSchedule } from './jobs/roll-up-usage.ts';
import { usageMonthsSchedule } from './jobs/usage-months.ts';
import type { DocumentPrinter } from './ports/document-printer.ts';
import { pdfPrinter } from './ports/pdf-printer.ts';
import { findDueWork } from './selectors/find-due-work.ts';
import { getAccount } from './selectors/get-account.ts';
import { getCoupon } from './selectors/get-coupon.ts';
import { getFeature } from './selectors/get-feature.ts';
import { getInvoicePdf } from './selectors/get-invoice-pdf.ts';
import { getInvoice } from './selectors/get-invoice.ts';
import { getPlan } from './selectors/get-plan.ts';
import { getProduct } from './selectors/get-product.ts';
import { getTaxRate } from './selectors/get-tax-rate.ts';
import { getSubscription } from './selectors/get-subscription.ts';
import { getTestClock } from './selectors/get-test-clock.ts';
import { getTrialBalance } from './selectors/get-trial-balance.ts';
import { getUsage } from './selectors/get-usage.ts';
import { listAccounts } from './selectors/list-accounts.ts';
import { listCouponRedemptions } from './selectors/list-coupon-redemptions.ts';
import { listCoupons } from './selectors/list-coupons.ts';
import { listEntitlements } from './selectors/list-entitlements.ts';
import { listFeatures } from './selectors/list-features.ts';
import { listInvoices } from './selectors/list-invoices.ts';
import { listMeters } from './selectors/list-meters.ts';
import { listPlans } from './selectors/list-plans.ts';
import { listProducts } from './selectors/list-products.ts';
import { listSubscriptionChanges } from './selectors/list-subscription-changes.ts';
import { listSubscriptions } from './selectors/list-subscriptions.ts';
import { listTaxRates } from './selectors/list-tax-rates.ts';
import { previewNewSubscription } from './selectors/preview-new-subscription.ts';
import { previewPricing } from './selectors/preview-pricing.ts';
import { previewSubscription, previewSubscriptionChange } from './selectors/preview-subscription.ts';
import { advanceTestClock } from './services/advance-test-clock.ts';
import { archiveCoupon } from './services/archive-coupon.ts';
import { archiveProduct } from './services/archive-product.ts';
import { archiveTaxRate } from './services/archive-tax-rate.ts';
import { billDueSubscriptions, retryFailedBilling } from './services/bill-due-subscriptions.ts';
import { cancelSubscription } from './services/cancel-subscription.ts';
import { changeSubscription } from './services/change-subscription.ts';
import { createAccount } from './services/create-account.ts';
import { createCoupon } from './services/create-coupon.ts';
import { createInvoice } from './services/create-invoice.ts';
import { createFeature } from './services/create-feature.ts';
import { createMeter } from './services/create-meter.ts';
import { createPlan } from './services/create-plan.ts';
import { createProduct } from './services/create-product.ts';
import { createSubscription } from './services/create-subscription.ts';
import { createTaxRate } from './services/create-tax-rate.ts';
import { createTestClock } from './services/create-test-clock.ts';
import { ensureUsageMonths } from './services/ensure-usage-months.ts';
import { finalizeInvoice } from './services/finalize-invoice.ts';
import { markInvoiceUncollectible } from './services/mark-invoice-uncollectible.ts';
import { overridePlan } from './services/override-plan.ts';
import { pauseSubscription } from './services/pause-subscription.ts';
import { publishPlan } from './services/publish-plan.ts';
import { judgeEvent, judgeEvents, recordUsageEvent, recordUsageEvents } from './services/record-usage-events.ts';
import { redeemCoupon } from './services/redeem-coupon.ts';
import { reissueInvoice } from './services/reissue-invoice.ts';
import { resumeSubscription } from './services/resume-subscription.ts';
import { retirePlan } from './services/retire-plan.ts';
import { rollUpUsage, startRollups } from './services/roll-up-usage.ts';
import { setAside, setDraftsAside } from './services/set-aside.ts';
import { stepTestClock } from './services/step-test-clock.ts';
import { uncancelSubscription } from './services/uncancel-subscription.ts';
import { updateAccount } from './services/update-account.ts';
import { voidInvoice } from './services/void-invoice.ts';
import { withdrawSubscriptionChange } from './services/withdraw-subscription-change.ts';
import { goOn, takeSteps } from './subscribers/advance-test-clock.ts';
import { openAccountForOrganization } from './subscribers/open-account-for-organization.ts';

export interface BillingOptions extends ModuleRuntime<'billing'> {
  /** The same database `acrossOwners`, for the billing run. */
  readonly systemDatabase: Database<'billing'>;
  readonly config: BillingConfig;
  /** PDF files in DejaVu Sans, where it is left out. */
  readonly printer?: DocumentPrinter;
}

const scopeOf = (actor: Actor): string[] => ('grants' in actor ? actor.grants.map(({ ownerId }) => ownerId) : []);

const made = ({ output }: { output: { readonly id: string } | undefined }) => (output ? { target: output.id } : {});

const ofSubscription = ({ input }: { input: { readonly subscriptionId: Id<'sub'> } }) => ({ target: input.subscriptionId });

/** The billing run, at work across owners on `database`. */
export function createBillingRun({ config, printer = pdfPrinter(), ...runtime }: Pick<BillingOptions, 'config' | 'printer'> & ModuleRuntime<'billing'>): BillingRun {
  return createModule(runContract, {
    ...runtime,
    deps: { config, printer },
    scopeOf: () => [],
    services: {
      billDueSubscriptions: service(billDueSubscriptions),
      retryFailedBilling: service(retryFailedBilling),
      stepTestClock: service(stepTestClock, { audit: ({ input }) => ({ target: input.testClockId }) }),
      setDraftsAside: service(setDraftsAside, { audit: ({ input }) => ({ target: input.invoiceIds.join(' ') }) }),
      setAside: service(setAside, { audit: ({ input }) => ({ target: input.subscriptionIds.join(' ') }) }),
    },
    selectors: { findDueWork },
  });
}

/** The rollups of usage, across owners on `database`; it leaves no trace in the audit trail. */
export const createRollUps = (database: Database<'billing'>): RollUps => ({
  start: () => database.transaction([], startRollups),
  step: () => database.transaction([], (tx) => rollUpUsage(tx)),
});

/** Puts billing together. Each call of its services is one transaction on `database`. */
export function createBilling({ config, printer = pdfPrinter(), systemDatabase, ...runtime }: BillingOptions): HostedBilling {
  const run = createBillingRun({ ...runtime, config, printer, database: systemDatabase });
  return createModule(billingContract, {
    ...runtime,
    deps: { config, printer, continueAdvance: (testClockId: Id<'clock'>) => continueAdvance(run, testClockId) },
    scopeOf,
    services: {
      createAccount: service(createAccount, { audit: made }),
      updateAccount: service(updateAccount, { audit: made }),
      createTaxRate: service(createTaxRate, { audit: made }),
      archiveTaxRate: service(archiveTaxRate, { audit: made }),
      createMeter: service(createMeter, { audit: made }),
      createPlan: service(createPlan, { audit: made }),
      createTestClock: service(createTestClock, { audit: made }),
      publishPlan: service(publishPlan, { audit: made }),
      retirePlan: service(retirePlan, { audit: made }),
      overridePlan: service(overridePlan, { audit: made }),
      createProduct: service(createProduct, { audit: made }),
      archiveProduct: service(archiveProduct, { audit: made }),
      createFeature: service(createFeature, { audit: made }),
      createCoupon: service(createCoupon, { audit: made }),
      archiveCoupon: service(archiveCoupon, { audit: made }),
      redeemCoupon: service(redeemCoupon, { audit: made }),
      advanceTestClock: service(advanceTestClock, { audit: made }),
      createSubscription: service(createSubscription, { audit: made }),
      changeSubscription: service(changeSubscription, { audit: ofSubscription }),
      withdrawSubscriptionChange: service(withdrawSubscriptionChange, { audit: ofSubscription }),
      cancelSubscription: service(cancelSubscription, { audit: ofSubscription }),
      uncancelSubscription: service(uncancelSubscription, { audit: ofSubscription }),
      pauseSubscription: service(pauseSubscription, { audit: ofSubscription }),
      resumeSubscription: service(resumeSubscription, { audit: ofSubscription }),
      createInvoice: service(createInvoice, { audit: made }),
      finalizeInvoice: service(finalizeInvoice, { audit: made }),
      voidInvoice: service(voidInvoice, { audit: made }),
      reissueInvoice: service(reissueInvoice, { audit: made }),
      markInvoiceUncollectible: service(markInvoiceUncollectible, { audit: made }),
      recordUsageEvent: service(recordUsageEvent, { before: judgeEvent }),
      recordUsageEvents: service(recordUsageEvents, { before: judgeEvents }),
    },
    selectors: { getAccount, listAccounts, getPlan, getTestClock, getUsage, getSubscription, listSubscriptions, listSubscriptionChanges, previewNewSubscription, previewSubscription, previewSubscriptionChange, listMeters, listPlans, getProduct, listProducts, getFeature, listFeatures, listEntitlements, getCoupon, listCoupons, listCouponRedemptions, getTaxRate, listTaxRates, previewPricing, getInvoice, getInvoicePdf, listInvoices, getTrialBalance },
    schedules: [
      billDueSchedule(run),
      rollUpSchedule(createRollUps(systemDatabase)),
      usageMonthsSchedule(runtime.clock, (instants) => runtime.database.transaction([], (tx) => ensureUsageMonths(tx, instants))),
    ],
    subscribers: {
      openAccount: subscriber(openAccountForOrganization),
      advanceTestClock: subscriber(goOn, { before: takeSteps }),
    },
  });
}
