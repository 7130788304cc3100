import { compileWrite, json, type Tx } from '@plinth/db';
import { idToUuid } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { AccountCoupon } from '../selectors/drafting/draft-coupons.ts';

const savePeriods = compileWrite(
  { used: json },
  (_q, p) => sql`
    update billing.coupon_redemptions redemption set periods_left = used."periodsLeft", version = redemption.version + 1
    from jsonb_to_recordset(${p.used}::jsonb) as used (id uuid, "periodsLeft" integer)
    where redemption.id = used.id`,
);

/** Writes how many periods coupons are still good for. */
export async function usePeriods(tx: Tx<'billing'>, used: readonly Pick<AccountCoupon, 'id' | 'periodsLeft'>[]): Promise<void> {
  if (used.length > 0) await tx.run(savePeriods, { used: used.map(({ id, periodsLeft }) => ({ id: idToUuid(id), periodsLeft })) });
}
