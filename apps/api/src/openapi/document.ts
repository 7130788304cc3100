import type { FastifyInstance } from 'fastify';
import { sessionCookie } from '../http/session-cookie.ts';
import { createComponents, type JsonSchema } from './components.ts';
import { sharedHeaders } from './headers.ts';
import { operationOf } from './operation.ts';
import { sharedParameters } from './parameters.ts';
import type { DescribedRoute } from './route.ts';

export type OpenApiDocument = Readonly<Record<string, unknown>>;

/** Notes every described route that is registered from now on. */
export function collectRoutes(app: FastifyInstance): readonly DescribedRoute[] {
  const routes: DescribedRoute[] = [];
  app.addHook('onRoute', ({ method, url, config, schema }) => {
    const operation = config?.operation;
    if (operation && typeof method === 'string' && method !== 'HEAD') {
      routes.push({ method, url, public: config.public === true, operation, schema: schema ?? {} });
    }
  });
  return routes;
}

const templateOf = (url: string): string => url.replaceAll(/:(\w+)/g, '{$1}');

/** The shared parts that some operation refers to. */
function usedOf(kind: string, parts: Readonly<Record<string, JsonSchema>>, paths: JsonSchema): JsonSchema {
  const text = JSON.stringify(paths);
  return Object.fromEntries(Object.entries(parts).filter(([name]) => text.includes(`"#/components/${kind}/${name}"`)));
}

/** The document of the routes: OpenAPI 3.1, named components, paths and schemas in alphabetical order. */
export function openApiOf(routes: readonly DescribedRoute[], version: string): OpenApiDocument {
  const components = createComponents();
  const paths: Record<string, JsonSchema> = {};
  const seen = new Set<string>();
  for (const route of routes.toSorted((a, b) => (a.url < b.url ? -1 : 1))) {
    const { operationId } = route.operation;
    if (seen.has(operationId)) throw new Error(`Two routes have the operationId ${operationId}.`);
    seen.add(operationId);
    const path = (paths[templateOf(route.url)] ??= {});
    path[route.method.toLowerCase()] = operationOf(route, components);
  }
  const tags = [...new Set(routes.map(({ operation }) => operation.tag))].sort();
  const schemas = Object.fromEntries(Object.entries(components.schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Plinth',
      version,
      description: 'Identity, organizations, access and billing. Answers that are not a success are problem details (RFC 9457).',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: tags.map((name) => ({ name })),
    paths,
    components: {
      schemas,
      parameters: usedOf('parameters', sharedParameters, paths),
      headers: usedOf('headers', sharedHeaders, paths),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A session token, an access token or an API key.' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookie,
          description: 'A session token, for pages of this origin: what changes anything needs their `Origin` and `Sec-Fetch-Site`. A sign-in with `Prefer: session=cookie` sets it.',
        },
      },
    },
  };
}
