import { provideRouting } from '@plinth/http';
import type { Clock } from '@plinth/kernel';
import type { Logger, Metrics } from '@plinth/observability';
import { fastify, type FastifyInstance } from 'fastify';
import type { Readiness } from '../lifecycle/readiness.ts';
import { answerProbes, closeConnectionsWhileDraining } from './health.ts';
import { exposeMetrics } from './metrics.ts';
import { answerUnknownRoutes } from './not-found.ts';
import { handleErrors } from './problems.ts';
import { followRequests } from './request-context.ts';
import { secureHeaders } from './security-headers.ts';
import { serverOptions } from './server-options.ts';

export interface ProbesOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly readiness: Readiness;
  readonly metrics: { readonly source: Metrics; readonly token: string | undefined } | undefined;
}

/** The HTTP side of a process that serves no API: its probes and its metrics. */
export async function createProbes({ clock, logger, readiness, metrics }: ProbesOptions): Promise<FastifyInstance> {
  const app = fastify(serverOptions({ logger, trustedProxies: [], limits: {} }));
  provideRouting(app, { clock });
  followRequests(app, logger);
  await secureHeaders(app);
  answerUnknownRoutes(app);
  handleErrors(app, logger);
  closeConnectionsWhileDraining(app, readiness);
  answerProbes(app, readiness);
  if (metrics) exposeMetrics(app, metrics.source, metrics.token);
  return app;
}
