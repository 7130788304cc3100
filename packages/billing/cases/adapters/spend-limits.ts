import { z } from 'zod';
import { minorUnitPlaces } from '../../src/rules/currency.ts';
import { fraction } from '../../src/rules/fraction.ts';
import { toMajorUnits } from '../../src/rules/money.ts';
import { daysOf } from '../../src/rules/proration.ts';
import { commitmentTrueUp, limitSpend } from '../../src/rules/spend-limits.ts';
import { adapter, type Adapters } from '../case.ts';
import { currency, date, exactMinor, minor, optional, whole } from '../input.ts';

const spendLimit = adapter(
  z.object({
    currency,
    previously_billed: z.string(),
    line_amount: z.string(),
    minimum_spend: optional(z.string()),
    maximum_spend: optional(z.string()),
    is_last_line_of_period: z.boolean(),
  }),
  ({ currency: code, minimum_spend: minimum, maximum_spend: maximum, ...read }) => {
    const limits = {
      ...(minimum === undefined ? {} : { minimum: exactMinor(minimum, code) }),
      ...(maximum === undefined ? {} : { maximum: exactMinor(maximum, code) }),
    };
    const limited = limitSpend(limits, {
      billedBefore: exactMinor(read.previously_billed, code),
      lineAmount: exactMinor(read.line_amount, code),
      lastLine: read.is_last_line_of_period,
    });
    const major = (amount: bigint) => toMajorUnits(amount, minorUnitPlaces(code));
    return {
      minimum_top_up: major(limited.minimumTopUp),
      maximum_discount: major(limited.maximumDiscount),
      line_total: major(limited.lineTotal),
    };
  },
);

const proratedCommitment = adapter(
  z.object({
    commitment_minor: minor,
    plan_fee_minor: minor,
    service_start: date,
    service_end_exclusive: date,
    days_in_full_period: whole,
  }),
  ({
    commitment_minor: commitment,
    plan_fee_minor: planFee,
    service_start: start,
    service_end_exclusive: end,
    days_in_full_period: days,
  }) => ({
    commitment_fee_minor: commitmentTrueUp({ commitment, planFee, share: fraction(BigInt(daysOf({ start, end })), days) }),
  }),
);

export const spendLimitCases: Adapters = { spend_limit: spendLimit, prorated_commitment: proratedCommitment };
