import type { z } from 'zod';
import { AppError, defineErrors, type FieldIssue } from './errors.ts';

const escape = (segment: PropertyKey): string => String(segment).replaceAll('~', '~0').replaceAll('/', '~1');

const pointerTo = (path: readonly PropertyKey[]): string => path.map((segment) => `/${escape(segment)}`).join('');

/** All that zod found wrong, as JSON Pointers below `root`; an unknown field is named by its own pointer. */
export function fieldIssues(issues: readonly z.core.$ZodIssue[], root: readonly PropertyKey[] = []): FieldIssue[] {
  return issues.flatMap((issue) => {
    const path = [...root, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ pointer: pointerTo([...path, key]), code: 'unknown_field', message: 'Unknown field.' }));
    }
    return [{ pointer: pointerTo(path), code: issue.code, message: issue.message }];
  });
}

const invalidMessage = 'The request is not valid; every problem is listed in errors.';

/** Errors of a call's form, the same for every operation. */
export const requestErrors = {
  /** 400 with all of the input's problems at once. */
  invalid: Object.assign(
    (issues: readonly FieldIssue[]): AppError =>
      new AppError({ code: 'request.invalid', kind: 'invalid', message: invalidMessage, issues }),
    { code: 'request.invalid', kind: 'invalid', template: invalidMessage } as const,
  ),
  ...defineErrors('request', {
    preconditionFailed: { kind: 'precondition_failed', message: 'It has changed since: it is at version {version} now.' },
  }),
};
