import { createHash, timingSafeEqual } from 'node:crypto';
import { accessErrors } from '@plinth/kernel';
import type { Metrics } from '@plinth/observability';
import type { FastifyInstance } from 'fastify';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** `/metrics` for Prometheus; only for who bears `token`, where there is one. */
export function exposeMetrics(app: FastifyInstance, metrics: Metrics, token: string | undefined): void {
  const expected = token === undefined ? undefined : digest(`Bearer ${token}`);
  app.get('/metrics', { config: { public: true } }, async (request, reply) => {
    if (expected && !timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) throw accessErrors.unauthenticated();
    return reply.header('content-type', metrics.contentType).send(await metrics.render());
  });
}
