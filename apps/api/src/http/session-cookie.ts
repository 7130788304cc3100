import cookies from '@fastify/cookie';
import { accessErrors } from '@plinth/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** A browser keeps it for this host and https alone, and for no path or domain that an answer could choose (RFC 6265bis, 4.1.3.2). */
export const sessionCookie = '__Host-session';

/** How a caller asks for it (RFC 7240); no form and no plain request from another site can send this header. */
const preference = 'session=cookie';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);
const ownPages = new Set(['same-origin', 'none']);
const byCookie = new WeakSet<FastifyRequest>();

const attributes = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const;

const prefersCookie = ({ headers }: FastifyRequest): boolean => [headers['prefer'] ?? []].flat().some((value) => value.split(',').some((one) => one.trim() === preference));

export async function readCookies(app: FastifyInstance): Promise<void> {
  await app.register(cookies);
}

/**
 * The token that a browser sent along; undefined where there is none. What changes anything must come from a page of `origin`:
 * `access.cross_site` otherwise, as the browser sends its cookies along with requests that others made it send.
 */
export function tokenOfCookie(request: FastifyRequest, origin: string): string | undefined {
  const presented = request.cookies[sessionCookie];
  if (presented === undefined) return undefined;
  const { origin: from, 'sec-fetch-site': site } = request.headers;
  if (!safe.has(request.method) && (from !== origin || !ownPages.has(String(site)))) throw accessErrors.crossSite();
  byCookie.add(request);
  return presented;
}

interface Begun {
  readonly token: string;
  readonly expiresAt: string;
}

/** The answer says `cookie` where the token would be, so that its form is the same for everyone. */
function carry(reply: FastifyReply, begun: Begun): Begun {
  reply.setCookie(sessionCookie, begun.token, { ...attributes, expires: new Date(begun.expiresAt) }).header('preference-applied', preference);
  return { ...begun, token: 'cookie' };
}

/** A session begins and ends as the caller holds it: in the body's `token`, or as a cookie that no script of a page can read. */
export function carrySessions(app: FastifyInstance): void {
  app.addHook('preSerialization', (request, reply, payload, done) => {
    const begins = request.routeOptions.config.operation?.session === 'begins';
    done(null, begins && (prefersCookie(request) || byCookie.has(request)) ? carry(reply, payload as Begun) : payload);
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.routeOptions.config.operation?.session === 'ends' && byCookie.has(request) && reply.statusCode < 300) reply.clearCookie(sessionCookie, attributes);
    done(null, payload);
  });
}
