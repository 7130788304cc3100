import type { Clock } from '@plinth/kernel';
import type { FastifyInstance } from 'fastify';
import { decorateRequests } from './call.ts';
import { serializerCompiler } from './serializer.ts';
import { validatorCompiler } from './validator.ts';

export interface RoutingOptions {
  /** The clock that the modules read: a call's deadline is an instant on it. */
  readonly clock: Clock;
}

/** Gives an app what modules' routes rely on: calls, validation and serialisation by zod schemas, the described status. */
export function provideRouting(app: FastifyInstance, { clock }: RoutingOptions): void {
  decorateRequests(app, clock);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.addHook('preHandler', (request, reply, done) => {
    reply.statusCode = request.routeOptions.config.operation?.status ?? 200;
    done();
  });
}
