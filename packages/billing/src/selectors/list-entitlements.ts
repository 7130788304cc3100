import { compile, nullableText } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { Entitlements, ListEntitlements } from '../contract/features.ts';
import { subscriptions } from '../db/subscriptions.ts';
import { billingErrors } from '../errors.ts';
import { accountOwner } from './account.ts';

const entitlementsOfAccount = compile(
  { accountId: subscriptions.accountId, feature: nullableText },
  (_q, p) => sql<{ feature: string; name: string; kind: 'boolean' | 'limit'; limit: string | null }>`
    select feature.key as feature, feature.name, feature.kind,
      case when bool_or(granted.maximum is null) then null else trim_scale(sum(granted.maximum))::text end as "limit"
    from billing.subscriptions subscription
    join billing.plan_features granted on granted.plan_id = subscription.plan_id
    join billing.features feature on feature.id = granted.feature_id
    where subscription.account_id = ${p.accountId} and subscription.status = any ('{trialing,active,past_due}')
      and (${p.feature}::text is null or feature.key = ${p.feature}::text)
    group by feature.id order by feature.key`,
);

/** What the live subscriptions of an account entitle to, by feature; limits add up. `billing.account_not_found` for strangers. */
export async function listEntitlements({ db, actor }: BillingReadContext, { accountId, feature }: ListEntitlements): Promise<Entitlements> {
  const notFound = () => billingErrors.accountNotFound({ accountId });
  const [account] = await db.run(accountOwner, { id: accountId });
  if (!account) throw notFound();
  requirePermission(actor, 'billing:subscriptions:read', account.ownerId, notFound);
  const rows = await db.run(entitlementsOfAccount, { accountId, feature: feature ?? null });
  return { data: rows.map(({ limit, ...row }) => ({ ...row, ...(row.kind === 'limit' && { limit }) })) };
}
