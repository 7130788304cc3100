import { STATUS_CODES } from 'node:http';
import { mediaTypesOf } from '@plinth/http';
import { z } from 'zod';
import type { Components, JsonSchema } from './components.ts';
import { notModifiedHeaders, successHeaders } from './headers.ts';
import { parametersOf } from './parameters.ts';
import { problemResponses } from './problem-responses.ts';
import { type DescribedRoute, isVersioned, outputOf } from './route.ts';

function successResponse(route: DescribedRoute, components: Components): JsonSchema {
  const { status, file, examples } = route.operation;
  const answer = { description: STATUS_CODES[status] ?? '', headers: successHeaders(route) };
  if (file !== undefined) return { ...answer, content: { [file]: {} } };
  const output = outputOf(route);
  if (!output) return answer;
  const example = examples.response === undefined ? {} : { example: examples.response };
  return { ...answer, content: { 'application/json': { schema: components.schemaOf(output), ...example } } };
}

const notModified = (route: DescribedRoute): JsonSchema =>
  route.method === 'GET' && isVersioned(route) ? { 304: { description: 'The caller has it already.', headers: notModifiedHeaders(route) } } : {};

interface BodiesByType {
  readonly content: Readonly<Record<string, { readonly schema: z.ZodType }>>;
}

function requestBody(route: DescribedRoute, components: Components): JsonSchema {
  const { method, operation, schema: { body } } = route;
  if (body === undefined) return {};
  const { examples } = operation;
  const bodies = body instanceof z.ZodType ? mediaTypesOf(method, route).map((type) => [type, { schema: body }] as const) : Object.entries((body as BodiesByType).content);
  const content = bodies.map(([type, { schema }], position) => {
    const example = examples.body === undefined || (position > 0 && !(body instanceof z.ZodType)) ? {} : { example: examples.body };
    return [type, { schema: components.schemaOf(schema), ...example }] as const;
  });
  return { requestBody: { required: true, content: Object.fromEntries(content) } };
}

/** One route as an OpenAPI Operation Object. */
export function operationOf(route: DescribedRoute, components: Components): JsonSchema {
  const { operation } = route;
  const parameters = parametersOf(route, components);
  return {
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description !== undefined && { description: operation.description }),
    ...(operation.deprecated && { deprecated: true }),
    security: route.public ? [] : [{ bearer: [] }, { cookie: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...requestBody(route, components),
    responses: { [operation.status]: successResponse(route, components), ...notModified(route), ...problemResponses(route, components) },
  };
}
