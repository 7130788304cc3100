import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { collectRoutes, type OpenApiDocument, openApiOf } from './document.ts';

/**
 * Notes every described route that is registered from now on, and serves their document at `/openapi.json`. It is written from the
 * contracts; `app.swagger()` answers with it too, for plugins that ask @fastify/swagger.
 */
export async function serveOpenApi(app: FastifyInstance, version: string): Promise<() => OpenApiDocument> {
  const routes = collectRoutes(app);
  let written: OpenApiDocument | undefined;
  const document = (): OpenApiDocument => (written ??= openApiOf(routes, version));

  await app.register(swagger, {
    openapi: { openapi: '3.1.0' },
    // The routes' schemas are zod's; the document has them already, as JSON Schema.
    transform: ({ url }) => ({ schema: { hide: true }, url }),
    transformObject: () => document(),
  });
  app.get('/openapi.json', { config: { public: true } }, async () => document());
  return document;
}
