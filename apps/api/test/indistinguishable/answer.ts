import type { Reply } from '../load.ts';

const differing = ['date', 'x-request-id'];

/** What may differ: the seconds left of a wait; whom an invitation is for, and until when, which whoever holds its token may know. */
const known: readonly (readonly [RegExp, string])[] = [
  [/("retry-after":|"retry-after","|again in )\d+/g, '$1N'],
  [/[a-z-]{1,20}\d{3}@example\.com/g, 'ADDRESS'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'INSTANT'],
];

/** All that a client sees of an answer but its time, request id and date apart. */
export function answerOf({ status, headers, text: body }: Reply): string {
  const id = String(headers['x-request-id']);
  const seen = Object.entries(headers).filter(([name]) => !differing.includes(name));
  return known.reduce((answer, [pattern, text]) => answer.replaceAll(pattern, text), `${status} ${JSON.stringify(seen)} ${body.replaceAll(id, 'ID')}`);
}
