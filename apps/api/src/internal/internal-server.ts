import type { Clock } from '@plinth/kernel';
import { answerCalls, type HostedModule } from '@plinth/module/remote';
import type { Logger } from '@plinth/observability';
import { fastify, type FastifyInstance } from 'fastify';
import { provideRouting } from '@plinth/http';
import { closeConnectionsWhileDraining } from '../http/health.ts';
import { answerUnknownRoutes } from '../http/not-found.ts';
import { handleErrors } from '../http/problems.ts';
import { followRequests } from '../http/request-context.ts';
import { serverOptions } from '../http/server-options.ts';
import type { Readiness } from '../lifecycle/readiness.ts';

export interface InternalServerOptions {
  readonly hosted: readonly HostedModule[];
  /** `SERVICE_KEY` */
  readonly keys: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly readiness: Readiness;
}

/** A delivery may take a minute; a call brings its own deadline. */
const longest = 60_000;

/** What the API takes with what is added to it on the way; an invoice as a file is the largest that goes back. */
const bodyLimit = 8 * 1024 * 1024;

/** The door for the other processes of the deployment, on a port of its own: one route, made from the contracts. */
export function createInternalServer({ hosted, keys, clock, logger, readiness }: InternalServerOptions): FastifyInstance {
  const limits = { bodyLimit, handlerTimeout: longest, requestTimeout: longest };
  const app = fastify(serverOptions({ logger, trustedProxies: [], limits }));
  provideRouting(app, { clock });
  followRequests(app, logger);
  answerUnknownRoutes(app);
  handleErrors(app, logger);
  closeConnectionsWhileDraining(app, readiness);

  // As it came: the token of a call holds the hash of its bytes.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  const answer = answerCalls(hosted, { keys, clock });
  app.post<{ Params: { module: string; operation: string }; Body: string }>('/internal/v1/:module/:operation', async (request, reply) => {
    const { module, operation } = request.params;
    const { status, body } = await answer({ module, operation, authorization: request.headers.authorization, body: request.body });
    return reply.code(status).header('content-type', 'application/json').serializer(String).send(body);
  });
  return app;
}
