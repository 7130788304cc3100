import type { ReadContext, ServiceContext } from '@plinth/module';
import type { BillingConfig } from './config.ts';

export interface BillingDeps {
  readonly config: BillingConfig;
}

export type BillingReadContext = ReadContext<'billing'> & BillingDeps;
export type BillingContext = ServiceContext<'billing'> & BillingDeps;
