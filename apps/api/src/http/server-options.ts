import type { Server } from 'node:http';
import type { Logger } from '@plinth/observability';
import { type FastifyHttpOptions, LogController } from 'fastify';
import { problemOf } from './problem-of.ts';
import { sendProblem } from './problems.ts';
import { requestIdOf } from './request-context.ts';
import { bareSecurityHeaders } from './security-headers.ts';
import { answerSocketError } from './socket-errors.ts';

/** How long anything may take, in milliseconds, and how large it may be, in bytes. */
export interface ServerLimits {
  /** A connection on which nothing moves. */
  readonly connectionTimeout: number;
  /** A connection between two requests; longer than a proxy's, so that the proxy is who closes. */
  readonly keepAliveTimeout: number;
  /** The head of a request. */
  readonly headersTimeout: number;
  /** The whole of a request, from its first byte to its last. */
  readonly requestTimeout: number;
  /** From the head of the request to its answer; also the deadline of the call. */
  readonly handlerTimeout: number;
  /** How often the timeouts of heads and requests are looked at. */
  readonly connectionsCheckingInterval: number;
  readonly bodyLimit: number;
}

const defaults: ServerLimits = {
  connectionTimeout: 60_000,
  keepAliveTimeout: 72_000,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  handlerTimeout: 15_000,
  connectionsCheckingInterval: 2_000,
  bodyLimit: 1024 * 1024,
};

const longestParameter = 200;

export function serverOptions({ logger, trustedProxies, limits }: {
  logger: Logger;
  trustedProxies: readonly string[];
  limits: Partial<ServerLimits>;
}): FastifyHttpOptions<Server> {
  const { headersTimeout, connectionsCheckingInterval, ...timeouts } = { ...defaults, ...limits };
  return {
    ...timeouts,
    http: { headersTimeout, connectionsCheckingInterval, requestTimeout: timeouts.requestTimeout },
    forceCloseConnections: 'idle',
    // The drain decides when to stop; what still comes on an open connection is served, and told to close.
    return503OnClosing: false,
    routerOptions: { maxParamLength: longestParameter },
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    genReqId: requestIdOf,
    loggerInstance: logger,
    // The id comes from the log context: a child logger for each request would cost more than the route.
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    clientErrorHandler: answerSocketError(bareSecurityHeaders),
    frameworkErrors: (error, request, reply) => {
      void reply.headers(bareSecurityHeaders).header('x-request-id', request.id);
      void sendProblem(reply, request, problemOf(error));
    },
  };
}
