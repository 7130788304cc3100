import { takesIdempotencyKey, takesIfMatch } from '@plinth/http';
import { z } from 'zod';
import type { Components, JsonSchema } from './components.ts';
import { type DescribedRoute, isVersioned } from './route.ts';

const text = { type: 'string' };

/** Parameters that many operations take, once each in the document. */
export const sharedParameters: Readonly<Record<string, JsonSchema>> = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it.',
    schema: { ...text, minLength: 1, maxLength: 255 },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The `ETag` that the change is meant for; 412 where the resource has another by now.',
    schema: text,
    example: '"3"',
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'The `ETag` that the caller has already; 304 where it is still the same.',
    schema: text,
    example: '"3"',
  },
};

const shared = (name: keyof typeof sharedParameters): JsonSchema => ({ $ref: `#/components/parameters/${name}` });

/** `organizationId` as `The id of the organization.`; nothing for any other name. */
function describeId(name: string): string | undefined {
  const [, resource] = /^([a-z]\w*)Id$/.exec(name) ?? [];
  return resource && `The id of the ${resource.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}.`;
}

function ofSchema(schema: unknown, place: 'path' | 'query', components: Components): JsonSchema[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => {
    const { description = describeId(name), ...json } = components.schemaOf(field);
    const required = place === 'path' || field._zod.optin !== 'optional';
    return { name, in: place, required, ...(description !== undefined && { description }), schema: json };
  });
}

/** What the route takes in its path, its query and its headers. */
export function parametersOf(route: DescribedRoute, components: Components): JsonSchema[] {
  const { method, schema } = route;
  return [
    ...ofSchema(schema.params, 'path', components),
    ...ofSchema(schema.querystring, 'query', components),
    ...(takesIdempotencyKey(method, route) ? [shared('IdempotencyKey')] : []),
    ...(takesIfMatch(method) ? [shared('IfMatch')] : []),
    ...(method === 'GET' && isVersioned(route) ? [shared('IfNoneMatch')] : []),
  ];
}
