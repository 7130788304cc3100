import { callOf, provideRouting, setActor, type ZodTypeProvider } from '@plinth/http';
import { AppError } from '@plinth/kernel';
import { fastify, type FastifyInstance } from 'fastify';
import { usersRoutes } from '../src/http/index.ts';
import { anonymousCall, type TestUsers } from '../testing/index.ts';

const statusOf: Readonly<Record<string, number>> = { invalid: 400, unauthenticated: 401, forbidden: 403, not_found: 404, conflict: 409, unprocessable: 422, rate_limited: 429, unavailable: 503 };

/** The least of a host: bearer tokens, problems with their code, nothing else. */
export async function usersApp({ users, clock }: TestUsers): Promise<FastifyInstance> {
  const app = fastify();
  provideRouting(app, { clock });
  app.addHook('onRequest', async (request) => {
    const [, token] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    if (token) setActor(request, await users.selectors.authenticate({ token }, anonymousCall));
  });
  app.setErrorHandler(async (error, request, reply) => {
    if (!(error instanceof AppError)) throw error;
    return reply.code(statusOf[error.kind] ?? 500).send({ code: error.code, errors: error.issues, actor: callOf(request).actor.type });
  });
  await app.register(async (scope) => usersRoutes(scope.withTypeProvider<ZodTypeProvider>(), { users }), { prefix: '/v1' });
  return app;
}
