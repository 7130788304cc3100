import { createIds, systemClock } from '@plinth/kernel';
import type { Call } from '@plinth/module';
import { aMemberOf, anOperator, type TestBilling } from '../../testing/index.ts';
import type { Account } from '../contract/accounts.ts';

const ids = createIds(systemClock);

const operator: Call = { actor: anOperator };
const usage = ['billing:usage:read', 'billing:usage:write'] as const;

export const aMeter = (billing: TestBilling, meter: Partial<Parameters<TestBilling['services']['createMeter']>[0]> = {}) =>
  billing.services.createMeter({ key: 'api_calls', aggregation: 'count', eventType: 'api.call', ...meter }, operator);

/** Members who may read and write usage. */
export const member = (...ownerIds: string[]): Call => ({ actor: aMemberOf(ownerIds, usage) });

/** What the meter `api_calls` counts of all of an account's events. */
export async function countOf(billing: TestBilling, { id: accountId, ownerId }: Account): Promise<string | undefined> {
  const everything = { from: '1970-01-01T00:00:00Z', to: '2999-01-01T00:00:00Z' };
  const { data } = await billing.selectors.getUsage({ accountId, meter: 'api_calls', ...everything }, member(ownerId));
  return data[0]?.value;
}

/** An account of a new organization, on a clock if `now` is given. */
export async function anAccount(billing: TestBilling, now?: string): Promise<Account> {
  const clock = now === undefined ? {} : { testClockId: (await billing.services.createTestClock({ now }, operator)).id };
  return billing.services.createAccount({ name: 'Metered', currency: 'EUR', timeZone: 'UTC', ownerId: ids('org'), ...clock }, operator);
}

/** A call of the API at noon on New Year's Day 2027, which is when test clocks start. */
export const anEvent = (accountId: string, changes: Readonly<Record<string, unknown>> = {}) => ({
  specversion: '1.0',
  id: ids('evt'),
  source: 'https://api.example.com',
  type: 'api.call',
  subject: accountId,
  time: '2027-01-01T12:00:00Z',
  ...changes,
});
