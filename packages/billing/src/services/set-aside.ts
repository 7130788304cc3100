import { compileWrite } from '@plinth/db';
import { eq } from 'drizzle-orm';
import type { SetAside } from '../contract/run.ts';
import { subscriptions } from '../db/subscriptions.ts';
import { setAsideAll } from './billing-failures.ts';
import type { RunContext } from './bill-subscriptions.ts';

const lockSubscription = compileWrite({ id: subscriptions.id }, (q, { id }) =>
  q
    .select({ id: subscriptions.id, ownerId: subscriptions.ownerId, dueAt: subscriptions.dueAt })
    .from(subscriptions)
    .where(eq(subscriptions.id, id))
    .for('no key update'),
);

/** Sets a subscription's due period aside that could not be billed even by itself. */
export async function setAside({ tx, clock }: RunContext, { subscriptionId, reason }: SetAside): Promise<Record<string, never>> {
  const found = await tx.run(lockSubscription, { id: subscriptionId });
  await setAsideAll(tx, found.map((subscription) => ({ subscription, reason })), clock.now());
  return {};
}
