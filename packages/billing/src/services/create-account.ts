import { type FieldIssue, requestErrors, requireOperator } from '@plinth/kernel';
import type { BillingContext } from '../context.ts';
import type { Account, CreateAccount } from '../contract/accounts.ts';
import { currencyProblems } from '../rules/charge-problems.ts';
import { isTimeZone } from '../rules/time-zone.ts';
import { testClockById } from '../selectors/get-test-clock.ts';
import { taxRateProblems } from '../selectors/tax-rate.ts';
import { openAccount } from './open-account.ts';

async function clockProblems({ tx }: BillingContext, { testClockId }: CreateAccount): Promise<FieldIssue[]> {
  if (testClockId === undefined) return [];
  const [clock] = await tx.run(testClockById, { id: testClockId });
  return clock ? [] : [{ pointer: '/testClockId', code: 'unknown_test_clock', message: `There is no test clock ${testClockId}.` }];
}

const timeZoneProblems = (timeZone: string): FieldIssue[] =>
  isTimeZone(timeZone) ? [] : [{ pointer: '/timeZone', code: 'unknown_time_zone', message: 'A name of the IANA time zone database, such as Europe/Vienna.' }];

/** Opens an account for an owner, known to billing by its id alone; on a clock it is a test account for ever. For operators. */
export async function createAccount(context: BillingContext, input: CreateAccount): Promise<Account> {
  requireOperator(context.actor);
  const rates = typeof input.taxRate === 'string' ? [{ pointer: '/taxRate', key: input.taxRate }] : [];
  const problems = [...currencyProblems(input.currency), ...timeZoneProblems(input.timeZone), ...(await clockProblems(context, input)), ...(await taxRateProblems(context.tx, rates))];
  if (problems.length > 0) throw requestErrors.invalid(problems);
  return openAccount(context, input);
}
