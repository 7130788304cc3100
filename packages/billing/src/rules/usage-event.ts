import { hash } from 'node:crypto';
import { type AppError, fieldIssues, type FieldIssue, type Id, requestErrors } from '@plinth/kernel';
import { type UsageEvent, usageEvent } from '../contract/usage-event.ts';
import { canonicalData, dataProblems } from './usage-data.ts';

/** An event that has the form of one. */
export interface ReadEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly accountId: Id<'acct'>;
  /** Milliseconds since 1970; undefined for now. */
  readonly at: number | undefined;
  readonly data: Readonly<Record<string, unknown>> | null;
  /** Who it is within its account: the first 16 bytes of SHA-256 of source, NUL, id, each a character. */
  readonly key: string;
  /** What it says, likewise: type, time and data. Extension attributes such as `traceparent` differ between two tries. */
  readonly payloadHash: string;
}

/** CloudEvents 1.0.2, 2.1: names of attributes. */
const attributeName = /^[a-z0-9]{1,20}$/;

const digest = (text: string): string => hash('sha256', text, 'latin1').slice(0, 16);

const { shape } = usageEvent;

const unknownAttributes = (event: UsageEvent): FieldIssue[] =>
  Object.keys(event)
    .filter((name) => !(name in shape) && !attributeName.test(name))
    .map((name) => ({ pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, code: 'unknown_field', message: 'Not a name of a CloudEvents attribute.' }));

const timeProblems = (at: number | undefined): FieldIssue[] =>
  at !== undefined && at < 0 ? [{ pointer: '/time', code: 'too_early', message: 'An instant from the year 1970 on.' }] : [];

/** Reads what should be an event; `request.invalid` with all that is wrong with it otherwise. */
export function readUsageEvent(candidate: unknown): ReadEvent | AppError {
  const parsed = usageEvent.safeParse(candidate);
  if (!parsed.success) return requestErrors.invalid(fieldIssues(parsed.error.issues));
  const { id, source, type, subject, time, data = null } = parsed.data;
  const at = time === undefined ? undefined : Date.parse(time);
  const problems = [...unknownAttributes(parsed.data), ...timeProblems(at), ...dataProblems(data)];
  if (problems.length > 0) return requestErrors.invalid(problems);
  return {
    id,
    source,
    type,
    accountId: subject,
    at,
    data,
    key: digest(`${source}\0${id}`),
    payloadHash: digest(`${type}\0${at ?? ''}\0${data === null ? '' : canonicalData(data)}`),
  };
}
