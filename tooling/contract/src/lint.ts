import { createConfig, lintFromString, type NormalizedProblem } from '@redocly/openapi-core';
import type { Document } from './document.ts';
import type { Exception } from './exceptions.ts';

const error = 'error';

/** Rules of https://redocly.com/docs/cli/rules: what makes a contract wrong, and what makes it hard to read. */
const rules = {
  'struct': error,
  'no-unresolved-refs': error,
  'no-unused-components': error,
  'no-undefined-server-variable': error,
  'operation-operationId': error,
  'operation-operationId-unique': error,
  'operation-operationId-url-safe': error,
  'operation-parameters-unique': error,
  'operation-summary': error,
  'operation-singular-tag': error,
  'operation-tag-defined': error,
  'operation-2xx-response': error,
  'operation-4xx-response': error,
  'operation-4xx-problem-details-rfc7807': error,
  'parameter-description': error,
  'path-declaration-must-exist': error,
  'path-not-include-query': error,
  'path-parameters-defined': error,
  'path-params-defined': error,
  'paths-kebab-case': error,
  'no-path-trailing-slash': error,
  'no-identical-paths': error,
  'no-ambiguous-paths': error,
  'no-enum-type-mismatch': error,
  'no-example-value-and-externalValue': error,
  'no-invalid-media-type-examples': error,
  'no-invalid-parameter-examples': error,
  'no-invalid-schema-examples': error,
  'no-required-schema-properties-undefined': error,
  'no-http-verbs-in-paths': { severity: error, splitIntoWords: true },
  'request-mime-type': { severity: error, allowedValues: ['application/json', 'application/merge-patch+json', 'application/cloudevents+json', 'application/cloudevents-batch+json'] },
  'response-mime-type': { severity: error, allowedValues: ['application/json', 'application/problem+json', 'application/pdf'] },
  'security-defined': error,
  'info-license': error,
  'tags-alphabetical': error,
} as const;

const pointerOf = ({ location: [place] }: NormalizedProblem): string => (place?.pointer ?? '').replaceAll('~1', '/').replaceAll('~0', '~');

/** What the lint finds in the document, apart from the exceptions; and the exceptions that it does not need. */
export async function lintProblems(document: Document, exceptions: readonly Exception[]): Promise<string[]> {
  const config = await createConfig({ rules: rules as never });
  const found = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config });
  const needed = new Set<Exception>();
  const problems = found.filter((problem) => {
    const exception = exceptions.find(({ rule, at }) => problem.ruleId === rule && pointerOf(problem).startsWith(at));
    if (exception) needed.add(exception);
    return !exception;
  });
  return [
    ...problems.map((problem) => `${problem.ruleId} at ${pointerOf(problem)}: ${problem.message.split('\n', 1)[0] ?? ''}`),
    ...exceptions.filter((exception) => !needed.has(exception)).map(({ rule, at }) => `The exception to ${rule} at ${at} is not needed any more.`),
  ];
}
