import type { FieldIssue } from '@plinth/kernel';
import type { ChargeOverride } from '../contract/charges.ts';
import type { Plan } from '../contract/plans.ts';
import { chargeProblems } from './charge-problems.ts';

/** All that is wrong with other prices of a plan's charges, in the currency of an account. */
export function overrideProblems(plan: Pick<Plan, 'currency' | 'charges'>, overrides: readonly ChargeOverride[], currency: string): FieldIssue[] {
  const currencies = [plan.currency, ...(plan.charges[0]?.prices ?? []).map((price) => price.currency)];
  const unpriced = { pointer: '/accountId', code: 'currency_mismatch', message: `The plan is priced in ${currencies.join(', ')}, the account is billed in ${currency}.` };
  const perCharge = overrides.flatMap(({ key, model }, index) => {
    const charge = plan.charges.find((candidate) => candidate.key === key);
    const pointer = `/charges/${index}`;
    if (!charge) return [{ pointer: `${pointer}/key`, code: 'unknown_charge', message: `The plan has no charge ${key}.` }];
    return charge.model === model ? [] : [{ pointer: `${pointer}/model`, code: 'other_model', message: `${key} is priced by the model ${charge.model}.` }];
  });
  return [...(currencies.includes(currency) ? [] : [unpriced]), ...perCharge, ...chargeProblems({ currency, charges: overrides })];
}
