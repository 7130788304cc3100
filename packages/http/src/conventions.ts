import type { FastifyContextConfig } from 'fastify';

type RouteConfig = Pick<FastifyContextConfig, 'public' | 'operation'>;

/** POST takes an `Idempotency-Key` unless the route is exempt or public, PATCH only where the route says so. */
export const takesIdempotencyKey = (method: string, { operation, public: open }: RouteConfig): boolean =>
  open !== true && (method === 'POST' ? operation?.idempotent !== false : method === 'PATCH' && operation?.idempotent === true);

/** A change of a resource may be meant for some of its versions alone: RFC 9110, section 13.1.1. */
export const takesIfMatch = (method: string): boolean => method === 'PATCH';

const json = 'application/json';
const mergePatch = 'application/merge-patch+json';

/** What a body of the route may be. A PATCH is a JSON Merge Patch (RFC 7396), and plain JSON means the same. */
export function mediaTypesOf(method: string, { operation }: RouteConfig): readonly string[] {
  const { mediaTypes = [json] } = operation ?? {};
  return method === 'PATCH' && mediaTypes.includes(json) ? [mergePatch, ...mediaTypes] : mediaTypes;
}
