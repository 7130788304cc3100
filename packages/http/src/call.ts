import { type Actor, type Clock, requestErrors } from '@plinth/kernel';
import type { Call } from '@plinth/module';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { takesIdempotencyKey, takesIfMatch } from './conventions.ts';

const actorOf = Symbol('actor');
const memoOf = Symbol('call');
const startOf = Symbol('start');

declare module 'fastify' {
  interface FastifyRequest {
    [actorOf]: Actor | null;
    [memoOf]: Call | null;
    /** When the request's head arrived, in milliseconds since 1970. */
    [startOf]: number;
  }
}

/** Gives every request of `app` room for its actor and its call, so that all requests have one shape. */
export function decorateRequests(app: FastifyInstance, clock: Clock): void {
  app.decorateRequest(actorOf, null);
  app.decorateRequest(memoOf, null);
  app.decorateRequest(startOf, 0);
  app.addHook('onRequest', (request, _reply, done) => {
    request[startOf] = clock.now().getTime();
    done();
  });
}

/** Says who calls, once the host has checked the credential; the call made to check it was a stranger's. */
export function setActor(request: FastifyRequest, actor: Actor): void {
  request[actorOf] = actor;
  request[memoOf] = null;
}

const anonymous: Actor = { type: 'anonymous' };

const keyForm = /^[\x20-\x7e]{1,255}$/;

const invalidHeader = (name: string, message: string) =>
  requestErrors.invalid([Object.assign({ pointer: `/${name}`, code: 'invalid_header', message }, { in: 'header' })]);

/** Where a route takes no key, the header is ignored. */
function idempotencyKeyOf({ headers, method, routeOptions }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined || !takesIdempotencyKey(method, routeOptions.config)) return undefined;
  if (typeof key === 'string' && keyForm.test(key)) return key;
  throw invalidHeader('idempotency-key', 'The header Idempotency-Key takes 1 to 255 printable ASCII characters.');
}

const tagList = /^(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*$/;
const versionTag = /^"(\d{1,15})"$/;

/** The versions that `If-Match` names; a tag that is weak, or of no version, names none. `*` is any version at all. */
function expectedVersionsOf({ headers, method }: FastifyRequest): number[] | undefined {
  const condition = headers['if-match']?.trim();
  if (condition === undefined || condition === '*' || !takesIfMatch(method)) return undefined;
  if (!tagList.test(condition)) throw invalidHeader('if-match', 'The header If-Match takes entity tags, such as "7", or *.');
  return condition.split(',').flatMap((tag) => {
    const [, version] = versionTag.exec(tag.trim()) ?? [];
    return version === undefined ? [] : [Number(version)];
  });
}

const longestUserAgent = 500;

function makeCall(request: FastifyRequest): Call {
  const userAgent = request.headers['user-agent']?.slice(0, longestUserAgent);
  const idempotencyKey = idempotencyKeyOf(request);
  const expectedVersions = expectedVersionsOf(request);
  const { handlerTimeout } = request.routeOptions;
  return {
    actor: request[actorOf] ?? anonymous,
    client: { ip: request.ip, ...(userAgent !== undefined && { userAgent }) },
    requestId: request.id,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...(expectedVersions && { expectedVersions }),
    ...(handlerTimeout > 0 && { deadline: new Date(request[startOf] + handlerTimeout).toISOString() }),
  };
}

/**
 * Everything about the request that is not the operation's input. The same object however often it is asked for, so that the
 * host can tell whether its result was replayed. `request.invalid` for an `Idempotency-Key` or an `If-Match` that is none.
 */
export const callOf = (request: FastifyRequest): Call => (request[memoOf] ??= makeCall(request));

/** The call that the route has made, if it has made one. */
export const madeCall = (request: FastifyRequest): Call | undefined => request[memoOf] ?? undefined;
