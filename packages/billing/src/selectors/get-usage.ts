import { compile } from '@plinth/db';
import { type FieldIssue, requestErrors, requirePermission } from '@plinth/kernel';
import { eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { BillingReadContext } from '../context.ts';
import type { GetUsage, Usage } from '../contract/usage.ts';
import { meters } from '../db/catalogue.ts';
import { accounts } from '../db/schema.ts';
import { billingErrors } from '../errors.ts';
import { parseDecimal, sumDecimals } from '../rules/decimal.ts';
import { mostWindows, usageWindows } from '../rules/usage-windows.ts';
import { type GroupQuantity, usageByGroup } from './usage-quantities.ts';

const accountById = compile({ id: accounts.id }, (q, { id }) =>
  q.select({ ownerId: accounts.ownerId, timeZone: accounts.timeZone }).from(accounts).where(eq(accounts.id, id)),
);

const meterByKey = compile({ key: meters.key }, (q, { key }) =>
  q
    .select({ meterId: meters.id, aggregation: meters.aggregation, groupBy: meters.groupBy })
    .from(meters)
    .where(eq(meters.key, key)),
);

const invalid = (issue: FieldIssue) => requestErrors.invalid([issue]);

const millisecond = (text: string): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(Date.parse(text));
const shown = (instant: Temporal.Instant): string => instant.toString({ smallestUnit: 'millisecond' });

const totalOf = (parts: readonly GroupQuantity[]): string => sumDecimals(parts.map(({ quantity }) => parseDecimal(quantity))).toFixed();

/** The groups of a window by the properties `asked` for, in the order of their values. */
function byProperties(parts: readonly GroupQuantity[], groupBy: readonly string[], asked: readonly string[]): { group: Record<string, string | null>; value: string }[] {
  const groupOf = ({ groups }: GroupQuantity) => asked.map((property): [string, string | null] => [property, groups[groupBy.indexOf(property)] ?? null]);
  const grouped = [...Map.groupBy(parts, (part) => JSON.stringify(groupOf(part)))].sort(([a], [b]) => (a < b ? -1 : 1));
  return grouped.flatMap(([, members]) => members.slice(0, 1).map((first) => ({ group: Object.fromEntries(groupOf(first)), value: totalOf(members) })));
}

/**
 * What a meter counts of an account's events from `from`, before `to`: in all, or by the hours, days or months of the account's
 * time zone, and by properties that the meter groups by. `billing.account_not_found` for strangers.
 */
export async function getUsage({ db, actor }: BillingReadContext, input: GetUsage): Promise<Usage> {
  const { accountId, meter: key, window, groupBy } = input;
  const [account] = await db.run(accountById, { id: accountId });
  const notFound = () => billingErrors.accountNotFound({ accountId });
  if (!account) throw notFound();
  requirePermission(actor, 'billing:usage:read', account.ownerId, notFound);
  const [meter] = await db.run(meterByKey, { key });
  if (!meter) throw invalid({ pointer: '/meter', code: 'unknown_meter', message: `There is no meter ${key}.` });

  const unknown = groupBy?.find((property) => !meter.groupBy.includes(property));
  if (unknown !== undefined) throw invalid({ pointer: '/groupBy', code: 'not_a_group', message: `The meter does not group by ${unknown}.` });

  const period = { start: millisecond(input.from), end: millisecond(input.to) };
  if (Temporal.Instant.compare(period.start, period.end) >= 0) throw invalid({ pointer: '/to', code: 'not_after_from', message: 'A period ends after it begins.' });
  const windows = usageWindows(period, window, account.timeZone);
  if (!windows) throw invalid({ pointer: '/window', code: 'too_many_windows', message: `At most ${mostWindows} windows; ask for a shorter period.` });

  const rows = windows.map(({ start, end }) => ({ from: shown(start), to: shown(end) }));
  const { meterId, aggregation } = meter;
  const answers = await usageByGroup(db, rows.map((row) => ({ accountId, meterId, aggregation, ...row })));
  const data = rows.map((row, index): Usage['data'] => {
    const parts = answers[index] ?? [];
    if (!groupBy) return [{ ...row, value: totalOf(parts) }];
    return byProperties(parts, meter.groupBy, groupBy).map((part) => ({ ...row, ...part }));
  });
  return { data: data.flat() };
}
