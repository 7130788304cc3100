import { problem, takesIdempotencyKey, takesIfMatch } from '@plinth/http';
import { accessErrors, requestErrors } from '@plinth/kernel';
import { idempotencyErrors, runtimeErrors } from '@plinth/module';
import { httpProblems, type ProblemType, toProblemType } from '../http/problem-types.ts';
import type { Components, JsonSchema } from './components.ts';
import { problemHeaders } from './headers.ts';
import type { DescribedRoute } from './route.ts';

/** Everything that can go wrong, from what the route takes and what its operation declares. A body is read even where none is asked for. */
function problemsOf(route: DescribedRoute): ProblemType[] {
  const { method, schema, operation } = route;
  const takesKey = takesIdempotencyKey(method, route);
  const readsBody = method !== 'GET';
  const takesInput = takesKey || schema.params !== undefined || schema.querystring !== undefined || schema.body !== undefined;
  return [
    ...(takesInput ? [requestErrors.invalid] : []),
    ...(route.public ? [] : [accessErrors.unauthenticated]),
    ...(route.public || !operation.forbids ? [] : [accessErrors.forbidden]),
    ...(route.public || !readsBody ? [] : [accessErrors.crossSite]),
    ...operation.errors,
    ...(takesKey ? [idempotencyErrors.inFlight, idempotencyErrors.keyReused] : []),
    ...(takesIfMatch(method) ? [requestErrors.preconditionFailed] : []),
    runtimeErrors.unavailable,
  ]
    .map(toProblemType)
    .concat(schema.params === undefined ? [] : [httpProblems.pathTooLong])
    .concat(readsBody ? [httpProblems.invalidJson, httpProblems.bodyTooLarge, httpProblems.unsupportedMediaType] : [])
    .concat(httpProblems.tooManyRequests, httpProblems.overloaded, httpProblems.internal);
}

/** An answer for each status, with the codes that it can have. */
export function problemResponses(route: DescribedRoute, components: Components): Record<string, JsonSchema> {
  const byStatus = Map.groupBy(problemsOf(route), ({ status }) => status);
  const content = { 'application/problem+json': { schema: components.schemaOf(problem) } };
  const responses = [...byStatus].map(([status, types]): [string, JsonSchema] => {
    const lines = [...new Map(types.map(({ code, detail }) => [code, `\`${code}\`: ${detail}`])).values()];
    return [String(status), { description: lines.join('\n\n'), headers: problemHeaders(route, status), content }];
  });
  return Object.fromEntries(responses);
}
