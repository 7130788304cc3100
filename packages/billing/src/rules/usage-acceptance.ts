import { AppError, type FieldIssue, requestErrors } from '@plinth/kernel';
import { isSummable } from './usage-data.ts';
import type { ReadEvent } from './usage-event.ts';

/** How far ahead of its account's time an event may be: clocks differ, and some products report what is booked. */
const daysAhead = 31;
const day = 86_400_000;

/** What meters sum, by the type of event. */
export type SummedProperties = ReadonlyMap<string, readonly string[]>;

function timeProblems({ at }: ReadEvent, now: number): FieldIssue[] {
  if (at === undefined || at <= now + daysAhead * day) return [];
  const message = `At most ${daysAhead} days ahead of the account's time, which is ${new Date(now).toISOString()}.`;
  return [{ pointer: '/time', code: 'too_far_ahead', message }];
}

const valueProblems = ({ type, data }: ReadEvent, summed: SummedProperties): FieldIssue[] =>
  (summed.get(type) ?? [])
    .filter((property) => !isSummable(data?.[property]))
    .map((property) => ({
      pointer: `/data/${property}`,
      code: 'not_summable',
      message: 'A meter sums this: a decimal as text of up to 18 digits before the point and 12 behind it, or a JSON number of up to 15 digits.',
    }));

/** Why an event of an account that lives at `now` (milliseconds since 1970) is not taken. */
export function refusalOf(event: ReadEvent, now: number, summed: SummedProperties): AppError | undefined {
  const problems = [...timeProblems(event, now), ...valueProblems(event, summed)];
  return problems.length > 0 ? requestErrors.invalid(problems) : undefined;
}

/** The error with the field that it is about. */
export const about = (pointer: string, error: AppError): AppError =>
  new AppError({ code: error.code, kind: error.kind, message: error.message, data: error.data, issues: [{ pointer, code: error.code.replace(/^.*\./, ''), message: error.message }] });
