import type { MoneyDto } from '../contract/money.ts';
import { billingErrors } from '../errors.ts';
import { isBookable, largestAmount } from '../rules/bookable.ts';

/** Minor units as they cross the border; `billing.amount_out_of_range` past 2^53 - 1, which no single document reaches. */
export function moneyOf(field: string, amount: bigint, currency: string): MoneyDto {
  if (!isBookable(amount)) throw billingErrors.amountOutOfRange({ field, amount: amount.toString(), limit: largestAmount.toString() });
  return { amount: Number(amount), currency };
}
