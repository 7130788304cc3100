import { AppError, type FieldIssue, requestErrors } from '@plinth/kernel';
import { longestGroup, type Meter } from '../contract/meters.ts';
import { isCountable, isSummable, textOf } from './usage-data.ts';
import type { ReadEvent } from './usage-event.ts';

/** How far ahead of its account's time an event may be: clocks differ, and some products report what is booked. */
const daysAhead = 31;
const day = 86_400_000;

/** What a meter reads of an event's data. */
export type MeasuredBy = Pick<Meter, 'aggregation' | 'valueProperty' | 'filters' | 'groupBy'>;

/** The meters that read events, by their type. */
export type MetersOfTypes = ReadonlyMap<string, readonly MeasuredBy[]>;

function timeProblems({ at }: ReadEvent, now: number): FieldIssue[] {
  if (at === undefined || at <= now + daysAhead * day) return [];
  const message = `At most ${daysAhead} days ahead of the account's time, which is ${new Date(now).toISOString()}.`;
  return [{ pointer: '/time', code: 'too_far_ahead', message }];
}

const pointerTo = (property: string): string => `/data/${property}`;

/** True where the event passes every filter. */
const passes = ({ filters }: MeasuredBy, data: ReadEvent['data']): boolean =>
  filters.every(({ property, values }) => values.includes(textOf(data?.[property]) ?? ''));

function valueProblems({ aggregation, valueProperty }: MeasuredBy, data: ReadEvent['data']): FieldIssue[] {
  if (valueProperty === null) return [];
  const value = data?.[valueProperty];
  if (aggregation === 'uniqueCount') {
    const message = 'A meter counts its distinct values: text of up to 1000 characters, a number, true or false.';
    return isCountable(value) ? [] : [{ pointer: pointerTo(valueProperty), code: 'not_countable', message }];
  }
  const message = 'A meter reads this: a decimal as text of up to 18 digits before the point and 12 behind it, or a JSON number of up to 15 digits.';
  return isSummable(value) ? [] : [{ pointer: pointerTo(valueProperty), code: 'not_summable', message }];
}

function groupProblems({ groupBy }: MeasuredBy, data: ReadEvent['data']): FieldIssue[] {
  const isGroup = (value: unknown) => value === undefined || value === null || (textOf(value)?.length ?? Infinity) <= longestGroup;
  const message = `A meter groups by this: text of up to ${longestGroup} characters, a number, true or false, or nothing.`;
  return groupBy.filter((property) => !isGroup(data?.[property])).map((property) => ({ pointer: pointerTo(property), code: 'not_a_group', message }));
}

/** All that the meters which count an event have against its data, each field and rule once. */
function dataProblems({ type, data }: Pick<ReadEvent, 'type' | 'data'>, meters: MetersOfTypes): FieldIssue[] {
  const reading = meters.get(type);
  if (!reading) return [];
  const counting = reading.filter((meter) => passes(meter, data));
  const problems = counting.flatMap((meter) => [...valueProblems(meter, data), ...groupProblems(meter, data)]);
  return [...new Map(problems.map((problem) => [`${problem.pointer} ${problem.code}`, problem])).values()];
}

/** Why an event of an account that lives at `now` (milliseconds since 1970) is not taken. */
export function refusalOf(event: ReadEvent, now: number, meters: MetersOfTypes): AppError | undefined {
  const problems = [...timeProblems(event, now), ...dataProblems(event, meters)];
  return problems.length > 0 ? requestErrors.invalid(problems) : undefined;
}

/** The error with the field that it is about. */
export const about = (pointer: string, error: AppError): AppError =>
  new AppError({ code: error.code, kind: error.kind, message: error.message, data: error.data, issues: [{ pointer, code: error.code.replace(/^.*\./, ''), message: error.message }] });
