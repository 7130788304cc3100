import type { Clock } from '@plinth/kernel';
import type { FastifyInstance } from 'fastify';

/** How long anyone may go by a key set, this process included; keys are published days before they sign. */
const maxAgeSeconds = 300;

/** `/.well-known/jwks.json` (RFC 7517): the keys that access tokens are verified with, read at most once in five minutes. */
export function serveKeySet(app: FastifyInstance, getKeySet: () => Promise<object>, clock: Clock): void {
  let known: { readonly text: string; readonly until: number } | undefined;
  app.get('/.well-known/jwks.json', { config: { public: true } }, async (_request, reply) => {
    const now = clock.now().getTime();
    if (!known || known.until <= now) known = { text: JSON.stringify(await getKeySet()), until: now + maxAgeSeconds * 1000 };
    return reply.type('application/jwk-set+json').header('cache-control', `public, max-age=${maxAgeSeconds}`).send(known.text);
  });
}
