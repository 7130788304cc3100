import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

const policy = (directives: Record<string, string[]>): FastifyHelmetOptions => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"], 'base-uri': ["'none'"], 'form-action': ["'none'"], ...directives },
  },
  xFrameOptions: { action: 'deny' },
});

/** The options of a route that answers with a page of our own: scripts, styles and requests from here alone. */
export const pageRoute = {
  config: { public: true },
  helmet: policy({
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'"],
    'form-action': ["'self'"],
    'frame-src': ["'self'"],
  }),
};

/** The options of a route that answers with what somebody else wrote, for a frame in a page of our own: it looks as it looks, and does nothing. */
export const framedRoute = {
  config: { public: true },
  helmet: {
    ...policy({ 'style-src': ["'unsafe-inline'"], 'img-src': ['data:'], 'frame-ancestors': ["'self'"], sandbox: [] }),
    xFrameOptions: { action: 'sameorigin' as const },
  },
};

/** Security headers on every answer, those of unknown routes and failures among them: an API's answer may load nothing at all. */
export async function secureHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, policy({}));
}

/** For answers that are given before any hook runs, to what is hardly a request. */
export const bareSecurityHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
};
