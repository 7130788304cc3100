import type { Id } from '@plinth/kernel';
import type { ReadContext, ServiceContext } from '@plinth/module';
import type { BillingConfig } from './config.ts';
import type { DocumentPrinter } from './ports/document-printer.ts';

export interface BillingDeps {
  readonly config: BillingConfig;
  readonly printer: DocumentPrinter;
  /** For the subscriber: takes a test clock on towards its target; true once it is there. */
  readonly continueAdvance: (testClockId: Id<'clock'>) => Promise<boolean>;
}

export type BillingReadContext = ReadContext<'billing'> & BillingDeps;
export type BillingContext = ServiceContext<'billing'> & BillingDeps;
