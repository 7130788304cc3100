import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

const requestHeaders = ['authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match', 'traceparent', 'x-request-id'];
const answerHeaders = ['deprecation', 'etag', 'idempotent-replayed', 'link', 'location', 'ratelimit', 'ratelimit-policy', 'retry-after', 'sunset', 'x-request-id'];
const preflightSeconds = 600;

/**
 * Pages of the listed origins may call the API; none may where nothing is listed, as then no answer has a CORS header. Cookies
 * are never part of it: callers show a bearer token.
 */
export async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: requestHeaders,
    exposedHeaders: answerHeaders,
    credentials: false,
    maxAge: preflightSeconds,
  });
}
