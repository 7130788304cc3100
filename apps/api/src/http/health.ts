import type { FastifyInstance } from 'fastify';
import type { Readiness } from '../lifecycle/readiness.ts';
import { HttpProblem } from './problem-of.ts';
import { httpProblems } from './problem-types.ts';

/** A process that is about to end tells its callers to open their next connection elsewhere. */
export function closeConnectionsWhileDraining(app: FastifyInstance, readiness: Readiness): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (readiness.draining) void reply.header('connection', 'close');
    done(null, payload);
  });
}

/** `/healthz`: the process runs. `/readyz`: it can do its work, or what it lacks. */
export function answerProbes(app: FastifyInstance, readiness: Readiness): void {
  app.get('/healthz', { config: { public: true } }, async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
    return { status: 'ok' };
  });
  app.get('/readyz', { config: { public: true } }, async (_request, reply) => {
    const lacks = await readiness.lacks();
    if (lacks.length > 0) {
      const names = lacks.map(({ name }) => name).join(', ');
      throw new HttpProblem(httpProblems.notReady, { detail: `The server is not ready: ${names}.`, retryAfter: 1 });
    }
    void reply.header('cache-control', 'no-store');
    return { status: 'ready' };
  });
}
