import { STATUS_CODES } from 'node:http';
import { type DescribedOperation, problem } from '@plinth/http';
import { accessErrors, requestErrors } from '@plinth/kernel';
import { idempotencyErrors, runtimeErrors } from '@plinth/module';
import { z } from 'zod';
import { httpProblems, type ProblemType, toProblemType } from '../http/problem-types.ts';
import type { Components, JsonSchema } from './components.ts';

/** A route as it was registered. */
export interface DescribedRoute {
  readonly method: string;
  readonly url: string;
  readonly public: boolean;
  readonly operation: DescribedOperation;
  readonly schema: { readonly params?: unknown; readonly querystring?: unknown; readonly body?: unknown; readonly response?: unknown };
}

const takesKey = ({ method, public: open, operation }: DescribedRoute): boolean =>
  !open && (method === 'POST' ? operation.idempotent !== false : method === 'PATCH' && operation.idempotent === true);

function parametersOf(schema: unknown, place: 'path' | 'query', components: Components): JsonSchema[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => {
    const { description, ...json } = components.schemaOf(field);
    const required = place === 'path' || field._zod.optin !== 'optional';
    return { name, in: place, required, ...(description !== undefined && { description }), schema: json };
  });
}

const keyParameter: JsonSchema = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

/** Everything that can go wrong, from what the route takes and what its operation declares. */
function problemsOf(route: DescribedRoute): ProblemType[] {
  const { schema, operation } = route;
  const takesInput = schema.params !== undefined || schema.querystring !== undefined || schema.body !== undefined;
  return [
    ...(takesInput ? [requestErrors.invalid] : []),
    ...(route.public ? [] : [accessErrors.unauthenticated, accessErrors.forbidden]),
    ...operation.errors,
    ...(takesKey(route) ? [idempotencyErrors.inFlight, idempotencyErrors.keyReused] : []),
    runtimeErrors.unavailable,
  ]
    .map(toProblemType)
    .concat(schema.body === undefined ? [] : [httpProblems.invalidJson, httpProblems.bodyTooLarge, httpProblems.unsupportedMediaType])
    .concat(httpProblems.internal);
}

function problemResponses(route: DescribedRoute, components: Components): Record<string, JsonSchema> {
  const byStatus = Map.groupBy(problemsOf(route), ({ status }) => status);
  const content = { 'application/problem+json': { schema: components.schemaOf(problem) } };
  const responses = [...byStatus].map(([status, types]): [string, JsonSchema] => {
    const lines = [...new Map(types.map(({ code, detail }) => [code, `\`${code}\`: ${detail}`])).values()];
    return [String(status), { description: lines.join('\n\n'), content }];
  });
  return Object.fromEntries(responses);
}

function successResponse({ operation, schema }: DescribedRoute, components: Components): JsonSchema {
  const { status, file, examples } = operation;
  const description = STATUS_CODES[status] ?? '';
  if (file !== undefined) return { description, content: { [file]: {} } };
  const output = (schema.response as Record<number, z.ZodType> | undefined)?.[status];
  if (!output) return { description };
  const example = examples.response === undefined ? {} : { example: examples.response };
  return { description, content: { 'application/json': { schema: components.schemaOf(output), ...example } } };
}

interface BodiesByType {
  readonly content: Readonly<Record<string, { readonly schema: z.ZodType }>>;
}

function requestBody({ operation, schema: { body } }: DescribedRoute, components: Components): JsonSchema {
  if (body === undefined) return {};
  const { mediaTypes, examples } = operation;
  const bodies = body instanceof z.ZodType ? mediaTypes.map((type) => [type, { schema: body }] as const) : Object.entries((body as BodiesByType).content);
  const content = bodies.map(([type, { schema }], position) => {
    const example = position > 0 || examples.body === undefined ? {} : { example: examples.body };
    return [type, { schema: components.schemaOf(schema), ...example }] as const;
  });
  return { requestBody: { required: true, content: Object.fromEntries(content) } };
}

/** One route as an OpenAPI Operation Object. */
export function operationOf(route: DescribedRoute, components: Components): JsonSchema {
  const { operation, schema } = route;
  const parameters = [
    ...parametersOf(schema.params, 'path', components),
    ...parametersOf(schema.querystring, 'query', components),
    ...(takesKey(route) ? [keyParameter] : []),
  ];
  return {
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description !== undefined && { description: operation.description }),
    security: route.public ? [] : [{ bearer: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...requestBody(route, components),
    responses: { [operation.status]: successResponse(route, components), ...problemResponses(route, components) },
  };
}
