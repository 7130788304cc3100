import { provideRouting, setActor, type ZodTypeProvider } from '@plinth/http';
import { type Actor, AppError, systemClock } from '@plinth/kernel';
import { fastify, type FastifyInstance } from 'fastify';
import { workshopRoutes } from '../src/http/index.ts';
import type { Workshop } from '../src/index.ts';

const statusOf: Readonly<Record<string, number>> = { invalid: 400, unauthenticated: 401, forbidden: 403, not_found: 404, conflict: 409, unprocessable: 422 };

export interface TestHost {
  readonly app: FastifyInstance;
  /** Whoever calls from now on. */
  actAs(actor: Actor): void;
}

/** The least of a host: somebody calls, and an error is its status and code. */
export async function hostOf(workshop: Workshop): Promise<TestHost> {
  let calling: Actor = { type: 'anonymous' };
  const app = fastify();
  app.addContentTypeParser(/^application\/[\w.-]+\+json$/, { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  provideRouting(app, { clock: systemClock });
  app.addHook('onRequest', async (request) => setActor(request, calling));
  app.setErrorHandler(async (error, _request, reply) => {
    if (!(error instanceof AppError)) throw error;
    return reply.code(statusOf[error.kind] ?? 500).send({ code: error.code, errors: error.issues });
  });
  await app.register(async (scope) => workshopRoutes(scope.withTypeProvider<ZodTypeProvider>(), { workshop }), { prefix: '/v1' });
  return { app, actAs: (actor) => void (calling = actor) };
}
