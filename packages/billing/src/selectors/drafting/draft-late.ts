import { minorUnitPlaces } from '../../rules/currency.ts';
import { formatMinorUnits } from '../../rules/money.ts';
import { rateLateUsage } from '../../rules/rating/late-usage.ts';
import type { Usage } from '../../rules/rating/price.ts';
import type { ChargeTerms, PlanTerms } from '../plan-terms.ts';
import type { ChargeUsageAsk } from '../usages.ts';
import { askOf, type AwaitedLines, explain, limitedTo, type LineOwner } from './draft-lines.ts';
import type { SubscriptionLine } from './invoice-draft.ts';
import type { LatePeriod } from './late-periods.ts';

interface PricedPeriod {
  readonly late: LatePeriod;
  readonly charge: ChargeTerms;
  readonly terms: PlanTerms;
}

/** One line for what is left to bill; none where all that came late changes neither the quantity nor the amount. */
function draftLine(owner: LineOwner, { late, charge, terms }: PricedPeriod, ask: ChargeUsageAsk, usage: Usage): SubscriptionLine[] {
  const { period, share, billed, sequence } = late;
  const limited = limitedTo(charge, share);
  const { lines, whole, amount } = rateLateUsage(limited, usage, billed.amount, owner.currency);
  const quantity = usage.quantity.minus(billed.quantity);
  const [rated] = lines;
  if (!rated || (amount === 0n && quantity.isZero())) return [];
  const major = (minor: bigint) => formatMinorUnits(minor, minorUnitPlaces(owner.currency));
  const explained = { whole: { quantity: usage.quantity.toFixed(), amount: major(whole) }, billed: { quantity: billed.quantity.toFixed(), amount: major(billed.amount) } };
  return [
    {
      id: owner.ids('line'),
      subscriptionId: owner.subscriptionId,
      chargeId: charge.id,
      chargeKey: charge.key,
      description: `${terms.name}: ${charge.key}, late usage`,
      timing: charge.timing,
      quantity,
      period,
      amount,
      reason: 'lateUsage',
      sequence,
      billedSince: owner.billedSince,
      credits: null,
      whole: null,
      share: null,
      taxRate: null,
      explanation: { ...explain(limited, rated, owner.currency, ask), ...explained },
    },
  ];
}

/** The line of a period for which usage came after its invoice: the whole usage is rated anew, less what was billed of it. */
export function draftLate(owner: LineOwner, priced: PricedPeriod): AwaitedLines {
  const { late, charge } = priced;
  const ask = askOf(charge, owner.accountId, late.period);
  if (!ask) throw new Error(`The charge ${charge.id} has no meter.`);
  return { ask, draft: (usage) => draftLine(owner, priced, ask, usage) };
}
