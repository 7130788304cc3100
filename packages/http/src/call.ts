import { type Actor, type Clock, requestErrors } from '@plinth/kernel';
import type { Call } from '@plinth/module';
import type { FastifyInstance, FastifyRequest } from 'fastify';

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

/** POST takes a key unless the route is exempt, PATCH only where the route says so; anywhere else the header is ignored. */
function idempotencyKeyOf({ headers, method, routeOptions }: FastifyRequest): string | undefined {
  const { operation, public: open } = routeOptions.config;
  const takesKey = !open && (method === 'POST' ? operation?.idempotent !== false : method === 'PATCH' && operation?.idempotent === true);
  const key = headers['idempotency-key'];
  if (!takesKey || key === undefined) return undefined;
  if (typeof key === 'string' && keyForm.test(key)) return key;
  const message = 'The header Idempotency-Key takes 1 to 255 printable ASCII characters.';
  throw requestErrors.invalid([{ pointer: '/idempotency-key', code: 'invalid_header', message }]);
}

const longestUserAgent = 500;

function makeCall(request: FastifyRequest): Call {
  const userAgent = request.headers['user-agent']?.slice(0, longestUserAgent);
  const idempotencyKey = idempotencyKeyOf(request);
  const { handlerTimeout } = request.routeOptions;
  return {
    actor: request[actorOf] ?? anonymous,
    client: { ip: request.ip, ...(userAgent !== undefined && { userAgent }) },
    requestId: request.id,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...(handlerTimeout > 0 && { deadline: new Date(request[startOf] + handlerTimeout).toISOString() }),
  };
}

/**
 * Everything about the request that is not the operation's input. The same object however often it is asked for, so that the
 * host can tell whether its result was replayed. `request.invalid` for an `Idempotency-Key` that is none.
 */
export const callOf = (request: FastifyRequest): Call => (request[memoOf] ??= makeCall(request));

/** The call that the route has made, if it has made one. */
export const madeCall = (request: FastifyRequest): Call | undefined => request[memoOf] ?? undefined;
