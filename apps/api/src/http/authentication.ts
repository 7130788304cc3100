import { callOf, setActor } from '@plinth/http';
import { accessErrors, type Actor } from '@plinth/kernel';
import type { Call } from '@plinth/module';
import type { FastifyInstance } from 'fastify';
import { tokenOfCookie } from './session-cookie.ts';

/** Who a bearer token stands for, or an error of kind `unauthenticated`. */
export type Authenticate = (token: string, call: Call) => Promise<Actor>;

const bearer = /^Bearer +([\x21-\x7e]{1,2048})$/i;

const asBearer = (token: string | undefined): string | undefined => token && `Bearer ${token}`;

/**
 * The one place where a caller's token is checked. A route that is not marked public refuses strangers before anything of
 * their body is read; a public one asks nobody who they are.
 * A token in `Authorization` counts before one in a cookie, which counts for pages of `origin` alone.
 */
export function authenticateCallers(app: FastifyInstance, authenticate: Authenticate, origin: string): void {
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.public === true) return;
    const { authorization } = request.headers;
    const credential = authorization ?? asBearer(tokenOfCookie(request, origin));
    const [, given] = bearer.exec(credential ?? '') ?? [];
    if (given === undefined) throw accessErrors.unauthenticated();
    setActor(request, await authenticate(given, callOf(request)));
  });
}
