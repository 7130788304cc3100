import type { Adapter } from '../case.ts';
import { allocationCases } from './allocation.ts';
import { billingPeriodCases } from './billing-periods.ts';
import { billingRunCases } from './billing-run.ts';
import { invoiceTotalsCases } from './invoice-totals.ts';
import { lateUsageCases } from './late-usage.ts';
import { numberingCases } from './numbering.ts';
import { planChangeCases } from './plan-change.ts';
import { prorationCases } from './proration.ts';
import { ratingCases } from './rating.ts';
import { seatCases } from './seats.ts';
import { spendLimitCases } from './spend-limits.ts';
import { taxCases } from './tax.ts';
import { usageCases } from './usage-aggregation.ts';
import { usagePeriodCases } from './usage-periods.ts';

/** Every adapter by the kind of case that it runs. */
export const adapters: ReadonlyMap<string, Adapter> = new Map(
  [
    allocationCases,
    billingPeriodCases,
    billingRunCases,
    invoiceTotalsCases,
    lateUsageCases,
    numberingCases,
    planChangeCases,
    prorationCases,
    ratingCases,
    seatCases,
    spendLimitCases,
    taxCases,
    usageCases,
    usagePeriodCases,
  ].flatMap((list) => Object.entries(list)),
);
