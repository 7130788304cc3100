import type { Actor } from '@plinth/kernel';
import { createModule, type ModuleRuntime, service, subscriber } from '@plinth/module';
import { usersEvents } from '@plinth/users/events';
import type { BillingConfig } from './config.ts';
import type { Billing } from './contract/billing.ts';
import { billingContract } from './contract/contract.ts';
import type { DocumentPrinter } from './ports/document-printer.ts';
import { pdfPrinter } from './ports/pdf-printer.ts';
import { getAccount } from './selectors/get-account.ts';
import { getInvoicePdf } from './selectors/get-invoice-pdf.ts';
import { getInvoice } from './selectors/get-invoice.ts';
import { getPlan } from './selectors/get-plan.ts';
import { getTestClock } from './selectors/get-test-clock.ts';
import { getTrialBalance } from './selectors/get-trial-balance.ts';
import { listAccounts } from './selectors/list-accounts.ts';
import { listInvoices } from './selectors/list-invoices.ts';
import { listMeters } from './selectors/list-meters.ts';
import { listPlans } from './selectors/list-plans.ts';
import { previewPricing } from './selectors/preview-pricing.ts';
import { createAccount } from './services/create-account.ts';
import { createMeter } from './services/create-meter.ts';
import { createPlan } from './services/create-plan.ts';
import { createTestClock } from './services/create-test-clock.ts';
import { publishPlan } from './services/publish-plan.ts';
import { openAccountForOrganization } from './subscribers/open-account-for-organization.ts';

export interface BillingOptions extends ModuleRuntime<'billing'> {
  readonly config: BillingConfig;
  /** PDF files in DejaVu Sans, where it is left out. */
  readonly printer?: DocumentPrinter;
}

const scopeOf = (actor: Actor): string[] => ('grants' in actor ? actor.grants.map(({ ownerId }) => ownerId) : []);

const made = ({ output }: { output: { readonly id: string } | undefined }) => (output ? { target: output.id } : {});

/** Puts billing together. Each call of its services is one transaction on `database`. */
export function createBilling({ config, printer = pdfPrinter(), ...runtime }: BillingOptions): Billing {
  return createModule(billingContract, {
    ...runtime,
    deps: { config, printer },
    scopeOf,
    services: {
      createAccount: service(createAccount, { audit: made }),
      createMeter: service(createMeter, { audit: made }),
      createPlan: service(createPlan, { audit: made }),
      createTestClock: service(createTestClock, { audit: made }),
      publishPlan: service(publishPlan, { audit: made }),
    },
    selectors: { getAccount, listAccounts, getPlan, getTestClock, listMeters, listPlans, previewPricing, getInvoice, getInvoicePdf, listInvoices, getTrialBalance },
    subscribers: { openAccount: subscriber(usersEvents.organizationCreated, openAccountForOrganization) },
  });
}
