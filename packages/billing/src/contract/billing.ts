import type { Page } from '@plinth/kernel';
import type { Call, Module, Peer } from '@plinth/module';
import type { Account, CreateAccount, GetAccount, ListAccounts, UpdateAccount } from './accounts.ts';
import type { billingContract } from './contract.ts';
import type { ArchiveCoupon, Coupon, CouponRedemption, CreateCoupon, GetCoupon, ListCouponRedemptions, ListCoupons, RedeemCoupon } from './coupons.ts';
import type { CreateFeature, Entitlements, Feature, GetFeature, ListEntitlements, ListFeatures } from './features.ts';
import type { CommandInvoice, CreateInvoice, GetInvoice, Invoice, InvoicePdf, ListInvoices } from './invoices.ts';
import type { GetTrialBalance, TrialBalance } from './ledger.ts';
import type { CreateMeter, ListMeters, Meter } from './meters.ts';
import type { CreatePlan, GetPlan, ListPlans, OverridePlan, Plan, PublishPlan, RetirePlan } from './plans.ts';
import type { PreviewPricing, PricingPreview } from './pricing.ts';
import type { ArchiveProduct, CreateProduct, GetProduct, ListProducts, Product } from './products.ts';
import type {
  CancelSubscription, ChangeSubscription, ListSubscriptionChanges, PauseSubscription, ResumeSubscription, SubscriptionChange, UncancelSubscription, WithdrawSubscriptionChange,
} from './subscription-commands.ts';
import type { PreviewNewSubscription, PreviewSubscription, SubscriptionPreview } from './subscription-previews.ts';
import type { CreateSubscription, GetSubscription, ListSubscriptions, Subscription } from './subscriptions.ts';
import type { ArchiveTaxRate, CreateTaxRate, GetTaxRate, ListTaxRates, TaxRate } from './tax-rates.ts';
import type { AdvanceTestClock } from './test-clock-advances.ts';
import type { CreateTestClock, GetTestClock, TestClock } from './test-clocks.ts';
import type { GetUsage, RecordUsageEvent, RecordUsageEvents, Usage, UsageReceipts } from './usage.ts';

/** Billing as its callers hold it, in this process or another. */
export interface Billing extends Peer {
  readonly services: {
    /** Counts an event once. What a receipt of a batch would say against it is thrown. */
    recordUsageEvent(input: RecordUsageEvent, call: Call): Promise<UsageReceipts>;
    /** Counts each event once, whatever batches it comes in. A receipt for each, in order; one that is rejected takes no other with it. */
    recordUsageEvents(input: RecordUsageEvents, call: Call): Promise<UsageReceipts>;
    /** For operators. Each call opens another account; an owner may have several. */
    createAccount(input: CreateAccount, call: Call): Promise<Account>;
    /** For operators. How an account is taxed, and how long its invoices stay drafts, from the next one on; `billing.account_not_found` for another owner's. */
    updateAccount(input: UpdateAccount, call: Call): Promise<Account>;
    /** For operators. A rate, or the next version of one, which all that names its key is taxed with from now on. */
    createTaxRate(input: CreateTaxRate, call: Call): Promise<TaxRate>;
    /** For operators. Nothing new is taxed with it; a second call changes nothing. */
    archiveTaxRate(input: ArchiveTaxRate, call: Call): Promise<TaxRate>;
    /** For operators; `billing.meter_key_taken` where the key has a meter. */
    createMeter(input: CreateMeter, call: Call): Promise<Meter>;
    /** For operators. A draft: the next version of the plan with its key. */
    createPlan(input: CreatePlan, call: Call): Promise<Plan>;
    /** For operators. The plan never changes again; a second call changes nothing. */
    publishPlan(input: PublishPlan, call: Call): Promise<Plan>;
    /** For operators. It takes no new subscription; whoever has one keeps it. `billing.plan_not_published` for a draft. */
    retirePlan(input: RetirePlan, call: Call): Promise<Plan>;
    /** For operators. A published plan for one account alone, which has other prices and all else of the version it comes from. */
    overridePlan(input: OverridePlan, call: Call): Promise<Plan>;
    /** For operators; `billing.product_key_taken` where the key has a product. */
    createProduct(input: CreateProduct, call: Call): Promise<Product>;
    /** For operators. It takes no new plan; a second call changes nothing. */
    archiveProduct(input: ArchiveProduct, call: Call): Promise<Product>;
    /** For operators; `billing.feature_key_taken` where the key has a feature. */
    createFeature(input: CreateFeature, call: Call): Promise<Feature>;
    /** For operators; `billing.coupon_code_taken` where there is one. */
    createCoupon(input: CreateCoupon, call: Call): Promise<Coupon>;
    /** For operators. It cannot be redeemed again; where it was, it goes on. */
    archiveCoupon(input: ArchiveCoupon, call: Call): Promise<Coupon>;
    /** Discounts the coming invoices of an account, or of one subscription. `billing.coupon_not_redeemable` for one that is over, too. */
    redeemCoupon(input: RedeemCoupon, call: Call): Promise<CouponRedemption>;
    /** For operators. A clock that stands at `now`, to the millisecond. */
    createTestClock(input: CreateTestClock, call: Call): Promise<TestClock>;
    /** For operators. Resolves while the clock is `advancing`; `ready` means that all on the way is invoiced and posted. */
    advanceTestClock(input: AdvanceTestClock, call: Call): Promise<TestClock>;
    /** Invoices what is charged in advance before it resolves; `billing.plan_not_found` for a draft too. */
    createSubscription(input: CreateSubscription, call: Call): Promise<Subscription>;
    /** Another plan, quantity or both: upgrades at once, downgrades at the end of the period, unless it is told when. */
    changeSubscription(input: ChangeSubscription, call: Call): Promise<Subscription>;
    /** Takes back a change that waits; `billing.subscription_change_not_found` for any other. */
    withdrawSubscriptionChange(input: WithdrawSubscriptionChange, call: Call): Promise<Subscription>;
    /** Now, giving back what is unused, or with the end of the period. */
    cancelSubscription(input: CancelSubscription, call: Call): Promise<Subscription>;
    /** Takes back an end that is still to come; nothing changes where there is none. */
    uncancelSubscription(input: UncancelSubscription, call: Call): Promise<Subscription>;
    /** Stops service and billing; `billing.subscription_transition` unless it is active. */
    pauseSubscription(input: PauseSubscription, call: Call): Promise<Subscription>;
    /** Ends a pause; the rest of the running period is billed. */
    resumeSubscription(input: ResumeSubscription, call: Call): Promise<Subscription>;
    /** For operators. Bills an account once: at once, after its grace, or as a draft until somebody finalizes it. */
    createInvoice(input: CreateInvoice, call: Call): Promise<Invoice>;
    /** For operators. A draft is numbered and posted as it is now; `billing.text_not_printable` names the field that no document could show. */
    finalizeInvoice(input: CommandInvoice, call: Call): Promise<Invoice>;
    /** For operators. Takes its postings back, what it took of the account's credit, and the periods of its coupons. */
    voidInvoice(input: CommandInvoice, call: Call): Promise<Invoice>;
    /** For operators. Voids an invoice and issues another of the same lines, taxed and addressed as the account is now. */
    reissueInvoice(input: CommandInvoice, call: Call): Promise<Invoice>;
    /** For operators. What is due is written off. */
    markInvoiceUncollectible(input: CommandInvoice, call: Call): Promise<Invoice>;
  };
  readonly selectors: {
    /** In all, or by windows of the account's time zone; `billing.account_not_found` for strangers. */
    getUsage(input: GetUsage, call: Call): Promise<Usage>;
    /** `billing.account_not_found` for anyone who has no grant of its owner. */
    getAccount(input: GetAccount, call: Call): Promise<Account>;
    /** Newest first; another tenant's `ownerId` is an empty page. */
    listAccounts(input: ListAccounts, call: Call): Promise<Page<Account>>;
    /** Newest first, for anyone who has signed in. */
    listMeters(input: ListMeters, call: Call): Promise<Page<Meter>>;
    /** `billing.plan_not_found` for a draft, unless an operator asks. */
    getPlan(input: GetPlan, call: Call): Promise<Plan>;
    /** Newest first; drafts for operators alone. */
    listPlans(input: ListPlans, call: Call): Promise<Page<Plan>>;
    /** For anyone who has signed in; `billing.product_not_found` for an archived one, unless an operator asks. */
    getProduct(input: GetProduct, call: Call): Promise<Product>;
    /** Newest first; archived ones for operators alone. */
    listProducts(input: ListProducts, call: Call): Promise<Page<Product>>;
    /** For anyone who has signed in. */
    getFeature(input: GetFeature, call: Call): Promise<Feature>;
    /** Newest first, for anyone who has signed in. */
    listFeatures(input: ListFeatures, call: Call): Promise<Page<Feature>>;
    /** What the live subscriptions of an account entitle to, by feature; `billing.account_not_found` for strangers. */
    listEntitlements(input: ListEntitlements, call: Call): Promise<Entitlements>;
    /** For operators. */
    getCoupon(input: GetCoupon, call: Call): Promise<Coupon>;
    /** Newest first, for operators. */
    listCoupons(input: ListCoupons, call: Call): Promise<Page<Coupon>>;
    /** Newest first; a stranger's account is an empty page. */
    listCouponRedemptions(input: ListCouponRedemptions, call: Call): Promise<Page<CouponRedemption>>;
    /** For anyone who has signed in, archived or not. */
    getTaxRate(input: GetTaxRate, call: Call): Promise<TaxRate>;
    /** Newest first, archived ones too, for anyone who has signed in. */
    listTaxRates(input: ListTaxRates, call: Call): Promise<Page<TaxRate>>;
    /** For anyone. `request.invalid` names each charge that cannot be priced; amounts are those of an invoice. */
    previewPricing(input: PreviewPricing, call: Call): Promise<PricingPreview>;
    /** For operators. */
    getTestClock(input: GetTestClock, call: Call): Promise<TestClock>;
    /** `billing.subscription_not_found` for anyone who has no grant of its owner. */
    getSubscription(input: GetSubscription, call: Call): Promise<Subscription>;
    /** Newest first. Without `accountId` those of live accounts; a stranger's `accountId` is an empty page. */
    listSubscriptions(input: ListSubscriptions, call: Call): Promise<Page<Subscription>>;
    /** Newest first, whether they wait, have come about or were taken back. */
    listSubscriptionChanges(input: ListSubscriptionChanges, call: Call): Promise<Page<SubscriptionChange>>;
    /** The first invoice of a subscription, as `createSubscription` would issue it now. */
    previewNewSubscription(input: PreviewNewSubscription, call: Call): Promise<SubscriptionPreview>;
    /** The invoice of a change, as `changeSubscription` would issue it now or leave it to the end of the period. */
    previewSubscriptionChange(input: PreviewSubscription, call: Call): Promise<SubscriptionPreview>;
    /** The next invoice as things stand; with a change, that of the change. */
    previewSubscription(input: PreviewSubscription, call: Call): Promise<SubscriptionPreview>;
    /** `billing.invoice_not_found` for anyone who has no grant of its owner. */
    getInvoice(input: GetInvoice, call: Call): Promise<Invoice>;
    /** In base64; `billing.invoice_is_draft` until it is final. */
    getInvoicePdf(input: GetInvoice, call: Call): Promise<InvoicePdf>;
    /** Newest first, drafts as they are now. Without `accountId` those of live accounts; a stranger's `accountId` is an empty page. */
    listInvoices(input: ListInvoices, call: Call): Promise<Page<Invoice>>;
    /** Of live accounts, or of a test clock's; for operators. */
    getTrialBalance(input: GetTrialBalance, call: Call): Promise<TrialBalance>;
  };
}

/** Billing in the process that hosts it, with the work that no call asks for. */
export interface HostedBilling extends Billing, Pick<Module<typeof billingContract>, 'worker'> {}
