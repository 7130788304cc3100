import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Logger, recordRequest, type ServerSpan, startServerSpan, withLogContext } from '@plinth/observability';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const acceptable = /^[\w.:-]{1,128}$/;

/** The caller's `X-Request-Id` where it has the form of one, otherwise a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && acceptable.test(given) ? given : randomUUID();
}

const traceparentOf = ({ headers }: FastifyRequest): string | undefined => {
  const { traceparent } = headers;
  return typeof traceparent === 'string' ? traceparent : undefined;
};

/** Probes and scrapes come every few seconds and say nothing. */
const quiet = new Set(['/healthz', '/readyz', '/metrics']);

const spanOf = Symbol('span');

declare module 'fastify' {
  interface FastifyRequest {
    /** Null for a request that was turned away before anything was done for it. */
    [spanOf]: ServerSpan | null;
  }
}

/** Gives what runs for a request its id, in its answer and in every log line, and leaves one span, one log line and one measurement; a measurement alone where it was turned away. */
export function followRequests(app: FastifyInstance, logger: Logger): void {
  const inSpan = ({ [spanOf]: span }: FastifyRequest, run: () => void): void => {
    if (span) span.within(run);
    else run();
  };
  const follow = (request: FastifyRequest, run: () => void): void => inSpan(request, () => withLogContext({ requestId: request.id }, run));

  app.decorateRequest(spanOf, null);
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    const { method, routeOptions } = request;
    request[spanOf] = startServerSpan({ method, route: routeOptions.url, traceparent: traceparentOf(request) });
    follow(request, done);
  });
  // The events of a body belong to its socket: what came before them is forgotten by the time it has been read.
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.body === undefined) done();
    else follow(request, done);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions, id: requestId } = request;
    const { url: route } = routeOptions;
    const { statusCode: status, elapsedTime } = reply;
    recordRequest({ method, route, status }, elapsedTime / 1000);
    // Who was turned away has no span; how many they are is said once for all.
    if (request[spanOf] && (route === undefined || !quiet.has(route))) {
      inSpan(request, () => logger.info({ requestId, method, route, status, ms: Math.round(elapsedTime * 10) / 10 }, 'request'));
    }
    request[spanOf]?.end(status);
    done();
  });
}
