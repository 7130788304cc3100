import { arrayOf, compileWrite } from '@plinth/db';
import { asc, sql } from 'drizzle-orm';
import type { SetAside, SetDraftsAside } from '../contract/run.ts';
import { subscriptions } from '../db/subscriptions.ts';
import { setAsideAll } from './billing-failures.ts';
import type { RunContext } from './bill-subscriptions.ts';
import { setDraftsAside as setAllAside } from './finalize-due-drafts.ts';

const lockSubscriptions = compileWrite({ ids: arrayOf(subscriptions.id) }, (q, { ids }) =>
  q
    .select({ id: subscriptions.id, ownerId: subscriptions.ownerId, dueAt: subscriptions.dueAt })
    .from(subscriptions)
    .where(sql`${subscriptions.id} = any(${ids})`)
    .orderBy(asc(subscriptions.id))
    .for('no key update'),
);

/** Sets aside what is due of an account that could not be billed even by itself. */
export async function setAside({ tx, clock }: RunContext, { subscriptionIds, reason }: SetAside): Promise<Record<string, never>> {
  const found = await tx.run(lockSubscriptions, { ids: subscriptionIds });
  const due = found.flatMap(({ dueAt, ...subscription }) => (dueAt ? [{ ...subscription, dueAt }] : []));
  await setAsideAll(tx, due.map((subscription) => ({ subscription, reason })), clock.now());
  return {};
}

/** Sets drafts aside of an account that could not be made final even by themselves. */
export async function setDraftsAside({ tx, clock }: RunContext, { invoiceIds, reason }: SetDraftsAside): Promise<Record<string, never>> {
  await setAllAside(tx, invoiceIds.map((id) => ({ id, reason })), clock.now());
  return {};
}
