import { callOf, setActor } from '@plinth/http';
import { accessErrors, type Actor } from '@plinth/kernel';
import type { Call } from '@plinth/module';
import type { FastifyInstance } from 'fastify';

/** Who a bearer token stands for, or an error of kind `unauthenticated`. */
export type Authenticate = (token: string, call: Call) => Promise<Actor>;

const bearer = /^Bearer +([\x21-\x7e]{1,2048})$/i;

/**
 * The one place where a caller's token is checked. A route that is not marked public refuses strangers before anything of
 * their body is read; a public one asks nobody who they are.
 */
export function authenticateCallers(app: FastifyInstance, authenticate: Authenticate): void {
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.public === true) return;
    const [, given] = bearer.exec(request.headers.authorization ?? '') ?? [];
    if (given === undefined) throw accessErrors.unauthenticated();
    setActor(request, await authenticate(given, callOf(request)));
  });
}
