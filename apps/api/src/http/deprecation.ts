import type { Deprecation } from '@plinth/http';
import type { FastifyInstance } from 'fastify';

const instantOf = (date: string): Date => new Date(`${date}T00:00:00Z`);

function headersOf({ since, sunset, link }: Deprecation): Record<string, string> {
  return {
    deprecation: `@${instantOf(since).getTime() / 1000}`,
    ...(sunset !== undefined && { sunset: instantOf(sunset).toUTCString() }),
    ...(link !== undefined && { link: `<${link}>; rel="deprecation"` }),
  };
}

/** Every answer of a route on its way out says so: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594). */
export function announceDeprecations(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { deprecated } = request.routeOptions.config.operation ?? {};
    if (deprecated) void reply.headers(headersOf(deprecated));
    done();
  });
}
