import { takesIdempotencyKey } from '@plinth/http';
import type { JsonSchema } from './components.ts';
import { type DescribedRoute, isPage, isVersioned } from './route.ts';

const header = (description: string, schema: JsonSchema = { type: 'string' }): JsonSchema => ({ description, schema });

/** Headers of answers, once each in the document. */
export const sharedHeaders: Readonly<Record<string, JsonSchema>> = {
  'Deprecation': header('Since when another operation should be called (RFC 9745).'),
  'ETag': header('The version of the resource.'),
  'Idempotent-Replayed': header('`true` where the answer is the first one, given again.'),
  'Link': header('`rel="next"`: the next page, where there is one.'),
  'Location': header('Where what was made can be read, if it can be read alone.'),
  'RateLimit': header('What is left of the caller’s quota, and the seconds until all of it is back.'),
  'RateLimit-Policy': header('The quota that holds for the caller, and its window in seconds.'),
  'Retry-After': header('Seconds after which another try makes sense.', { type: 'integer' }),
  'Sunset': header('When the operation goes (RFC 8594).'),
  'WWW-Authenticate': header('How to say who calls.'),
  'X-Request-Id': header('The caller’s own, or one made here; in every log line and problem.'),
};

type HeaderName = keyof typeof sharedHeaders;

const references = (names: readonly HeaderName[]): JsonSchema => Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

function everywhere({ operation: { deprecated } }: DescribedRoute): HeaderName[] {
  const announced = deprecated ? ['Deprecation', ...(deprecated.sunset === undefined ? [] : ['Sunset'])] : [];
  return ['X-Request-Id', 'RateLimit', 'RateLimit-Policy', ...announced];
}

export function successHeaders(route: DescribedRoute): JsonSchema {
  return references([
    ...everywhere(route),
    ...(isVersioned(route) ? ['ETag'] : []),
    ...(route.operation.status === 201 ? ['Location'] : []),
    ...(isPage(route) ? ['Link'] : []),
    ...(takesIdempotencyKey(route.method, route) ? ['Idempotent-Replayed'] : []),
  ]);
}

export const notModifiedHeaders = (route: DescribedRoute): JsonSchema => references([...everywhere(route), 'ETag']);

export function problemHeaders(route: DescribedRoute, status: number): JsonSchema {
  return references([
    ...everywhere(route),
    ...(status === 401 ? ['WWW-Authenticate'] : []),
    ...([409, 429, 503].includes(status) ? ['Retry-After'] : []),
  ]);
}
