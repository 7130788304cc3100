import { uuidToId } from '@plinth/kernel';
import { expect } from 'vitest';
import { shareOf } from './calendar.ts';
import { type FoundInvoice, type FoundLine, uuidOf } from './found.ts';
import { type Catalogue, costOfCalls, modelPlans } from './plans.ts';
import type { ModelSubscription } from './subscription.ts';
import type { World } from './world.ts';

const sum = (amounts: readonly string[]): bigint => amounts.reduce((total, amount) => total + BigInt(amount), 0n);
const keyOf = ({ subscription, plan, start }: FoundLine): string => `${subscription ?? ''} ${plan ?? ''} ${start}`;

/**
 * Invariant 8: of each period that the model knows, on however many invoices, no call is billed twice, and all together cost what they cost at once.
 * None is missing of subscriptions that have had a later invoice of all that is recorded.
 */
export function checkLateCalls({ accounts }: World, catalogue: Catalogue, invoices: readonly FoundInvoice[], isComplete: (subscription: ModelSubscription) => boolean = () => false): void {
  const standing = invoices.filter(({ status, replaced }) => status !== 'draft' && !replaced);
  const late = invoices.filter(({ status }) => status === 'draft').flatMap(({ lines }) => lines.filter(({ reason }) => reason === 'lateUsage'));
  for (const { id, calls, zone, subscriptions } of accounts) {
    const lines = standing.filter(({ account }) => account === uuidOf(id)).flatMap((invoice) => invoice.lines);
    const periods = Map.groupBy([...lines, ...late].filter(({ charge }) => charge === 'calls'), keyOf);
    const known = new Map(subscriptions.flatMap((subscription) => subscription.lines.map((line) => [line.id, { subscription, cycle: line.cycle }])));
    for (const base of lines.filter(({ charge, reason }) => charge === 'calls' && reason === 'period')) {
      const model = known.get(base.id);
      if (!model) continue;
      const own = periods.get(keyOf(base)) ?? [];
      const counted = BigInt([...calls.values()].filter((time) => time >= base.start && time < base.end).length);
      const billed = sum(own.map(({ quantity }) => quantity ?? '0'));
      expect([base.id, isComplete(model.subscription) ? billed === counted : billed <= counted]).toEqual([base.id, true]);
      const plan = catalogue.nameOf(uuidToId('plan', base.plan ?? ''));
      const minimum = shareOf(modelPlans[plan].minimum, base, model.cycle, plan, zone);
      const cost = costOfCalls(plan, billed);
      expect([base.id, sum(own.map(({ amount }) => amount))]).toEqual([base.id, cost > minimum ? cost : minimum]);
    }
  }
}
