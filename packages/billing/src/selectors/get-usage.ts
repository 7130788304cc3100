import { compile } from '@plinth/db';
import { type FieldIssue, requestErrors, requirePermission } from '@plinth/kernel';
import { eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { BillingReadContext } from '../context.ts';
import type { GetUsage, Usage } from '../contract/usage.ts';
import { meters } from '../db/catalogue.ts';
import { accounts } from '../db/schema.ts';
import { billingErrors } from '../errors.ts';
import { mostWindows, usageWindows } from '../rules/usage-windows.ts';
import { usageQuantities } from './usage-quantities.ts';

const accountById = compile({ id: accounts.id }, (q, { id }) =>
  q.select({ ownerId: accounts.ownerId, timeZone: accounts.timeZone }).from(accounts).where(eq(accounts.id, id)),
);

const meterByKey = compile({ key: meters.key }, (q, { key }) =>
  q
    .select({ eventType: meters.eventType, aggregation: meters.aggregation, valueProperty: meters.valueProperty })
    .from(meters)
    .where(eq(meters.key, key)),
);

const invalid = (issue: FieldIssue) => requestErrors.invalid([issue]);

const millisecond = (text: string): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(Date.parse(text));
const shown = (instant: Temporal.Instant): string => instant.toString({ smallestUnit: 'millisecond' });

/**
 * What a meter counts of an account's events from `from`, before `to`: in all, or by the hours, days or months of the account's
 * time zone. `billing.account_not_found` for strangers.
 */
export async function getUsage({ db, actor }: BillingReadContext, input: GetUsage): Promise<Usage> {
  const { accountId, meter: key, window } = input;
  const [account] = await db.run(accountById, { id: accountId });
  const notFound = billingErrors.accountNotFound({ accountId });
  if (!account) throw notFound;
  requirePermission(actor, 'billing:usage:read', account.ownerId, notFound);
  const [meter] = await db.run(meterByKey, { key });
  if (!meter) throw invalid({ pointer: '/meter', code: 'unknown_meter', message: `There is no meter ${key}.` });

  const period = { start: millisecond(input.from), end: millisecond(input.to) };
  if (Temporal.Instant.compare(period.start, period.end) >= 0) throw invalid({ pointer: '/to', code: 'not_after_from', message: 'A period ends after it begins.' });
  const windows = usageWindows(period, window, account.timeZone);
  if (!windows) throw invalid({ pointer: '/window', code: 'too_many_windows', message: `At most ${mostWindows} windows; ask for a shorter period.` });

  const rows = windows.map(({ start, end }) => ({ from: shown(start), to: shown(end) }));
  const values = await usageQuantities(db, rows.map((row) => ({ accountId, ...meter, ...row })));
  return { data: rows.map((row, index) => ({ ...row, value: values[index] ?? '0' })) };
}
