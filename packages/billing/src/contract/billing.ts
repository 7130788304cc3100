import type { Page } from '@plinth/kernel';
import type { Call, Module, Peer } from '@plinth/module';
import type { Account, CreateAccount, GetAccount, ListAccounts } from './accounts.ts';
import type { billingContract } from './contract.ts';
import type { GetInvoice, Invoice, InvoicePdf, ListInvoices } from './invoices.ts';
import type { GetTrialBalance, TrialBalance } from './ledger.ts';
import type { CreateMeter, ListMeters, Meter } from './meters.ts';
import type { CreatePlan, GetPlan, ListPlans, Plan, PublishPlan } from './plans.ts';
import type { PreviewPricing, PricingPreview } from './pricing.ts';
import type { CreateSubscription, GetSubscription, ListSubscriptions, Subscription } from './subscriptions.ts';
import type { AdvanceTestClock } from './test-clock-advances.ts';
import type { CreateTestClock, GetTestClock, TestClock } from './test-clocks.ts';
import type { GetUsage, RecordUsageEvent, RecordUsageEvents, Usage, UsageReceipts } from './usage.ts';

/** Billing as its callers hold it, in this process or another. */
export interface Billing extends Peer, Pick<Module<typeof billingContract>, 'worker'> {
  readonly services: {
    /** Counts an event once. What a receipt of a batch would say against it is thrown. */
    recordUsageEvent(input: RecordUsageEvent, call: Call): Promise<UsageReceipts>;
    /** Counts each event once, whatever batches it comes in. A receipt for each, in order; one that is rejected takes no other with it. */
    recordUsageEvents(input: RecordUsageEvents, call: Call): Promise<UsageReceipts>;
    /** For operators. Each call opens another account; an owner may have several. */
    createAccount(input: CreateAccount, call: Call): Promise<Account>;
    /** For operators; `billing.meter_key_taken` where the key has a meter. */
    createMeter(input: CreateMeter, call: Call): Promise<Meter>;
    /** For operators. A draft: the next version of the plan with its key. */
    createPlan(input: CreatePlan, call: Call): Promise<Plan>;
    /** For operators. The plan never changes again; a second call changes nothing. */
    publishPlan(input: PublishPlan, call: Call): Promise<Plan>;
    /** For operators. A clock that stands at `now`, to the millisecond. */
    createTestClock(input: CreateTestClock, call: Call): Promise<TestClock>;
    /** For operators. Resolves while the clock is `advancing`; `ready` means that all on the way is invoiced and posted. */
    advanceTestClock(input: AdvanceTestClock, call: Call): Promise<TestClock>;
    /** Invoices what is charged in advance before it resolves; `billing.plan_not_found` for a draft too. */
    createSubscription(input: CreateSubscription, call: Call): Promise<Subscription>;
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
    /** For anyone. `request.invalid` names each charge that cannot be priced; amounts are those of an invoice. */
    previewPricing(input: PreviewPricing, call: Call): Promise<PricingPreview>;
    /** For operators. */
    getTestClock(input: GetTestClock, call: Call): Promise<TestClock>;
    /** `billing.subscription_not_found` for anyone who has no grant of its owner. */
    getSubscription(input: GetSubscription, call: Call): Promise<Subscription>;
    /** Newest first. Without `accountId` those of live accounts; a stranger's `accountId` is an empty page. */
    listSubscriptions(input: ListSubscriptions, call: Call): Promise<Page<Subscription>>;
    /** `billing.invoice_not_found` for anyone who has no grant of its owner. */
    getInvoice(input: GetInvoice, call: Call): Promise<Invoice>;
    /** In base64; `billing.text_not_printable` for a name in a script that no font here has. */
    getInvoicePdf(input: GetInvoice, call: Call): Promise<InvoicePdf>;
    /** Newest first by finalisation. Without `accountId` those of live accounts; a stranger's `accountId` is an empty page. */
    listInvoices(input: ListInvoices, call: Call): Promise<Page<Invoice>>;
    /** Of live accounts, or of a test clock's; for operators. */
    getTrialBalance(input: GetTrialBalance, call: Call): Promise<TrialBalance>;
  };
}
