import { uuidToId } from '@plinth/kernel';
import { expect } from 'vitest';
import { findSubscriptions, uuidOf } from './found.ts';
import type { House } from './house.ts';
import { nextDue } from './subscription.ts';
import { subscriptionsOf, type World } from './world.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : 1);
const inOrder = <Item>(items: readonly Item[]): Item[] => [...items].sort((a, b) => byText(JSON.stringify(a), JSON.stringify(b)));

/** Invariant 12: each subscription is where the model is, with the same changes ahead. */
export async function checkSubscriptions(world: World, { sql, catalogue }: House): Promise<void> {
  const nameOf = (planId: string) => catalogue.nameOf(uuidToId('plan', planId));
  const found = await findSubscriptions(sql);
  const actual = found.map(({ plan, waiting, ...row }) => ({ ...row, plan: nameOf(plan), waiting: inOrder(waiting.map((change) => ({ ...change, plan: change.plan && nameOf(change.plan) }))) }));
  const expected = subscriptionsOf(world).map(({ subscription }) => ({
    id: uuidOf(subscription.id),
    status: subscription.status,
    quantity: subscription.quantity.toString(),
    start: subscription.period.start,
    end: subscription.period.end,
    due: nextDue(subscription),
    cancelAt: subscription.cancelAt,
    resumesAt: subscription.resumesAt,
    endedAt: subscription.endedAt,
    plan: subscription.plan,
    waiting: inOrder(subscription.pending.map(({ plan, quantity, at }) => ({ plan, quantity: quantity?.toString() ?? null, at }))),
  }));
  expect(actual.sort((a, b) => byText(a.id, b.id))).toEqual(expected.sort((a, b) => byText(a.id, b.id)));
}
