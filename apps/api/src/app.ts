import type { RouteRegistrar, ZodTypeProvider } from '@plinth/http';
import { provideRouting } from '@plinth/http';
import type { Clock, DeclaredError } from '@plinth/kernel';
import type { Logger, Metrics } from '@plinth/observability';
import { fastify, type FastifyInstance } from 'fastify';
import { completeAnswers } from './http/answers.ts';
import { type Authenticate, authenticateCallers } from './http/authentication.ts';
import { allowOrigins } from './http/cors.ts';
import { announceDeprecations } from './http/deprecation.ts';
import { serveDocumentation } from './http/documentation.ts';
import { tagEntities } from './http/entity-tags.ts';
import { answerProbes, closeConnectionsWhileDraining } from './http/health.ts';
import { readJsonBodies } from './http/json-body.ts';
import { serveKeySet } from './http/key-set.ts';
import { exposeMetrics } from './http/metrics.ts';
import { answerUnknownRoutes } from './http/not-found.ts';
import { shedOverload } from './http/overload.ts';
import { explainProblems } from './http/problem-pages.ts';
import { commonErrors, httpProblems, toProblemType } from './http/problem-types.ts';
import { handleErrors } from './http/problems.ts';
import { followRequests } from './http/request-context.ts';
import { secureHeaders } from './http/security-headers.ts';
import { type SecurityContact, serveSecurityContact } from './http/security-txt.ts';
import { carrySessions, readCookies } from './http/session-cookie.ts';
import { type ServerLimits, serverOptions } from './http/server-options.ts';
import { createTrafficLimits, type TrafficLimits } from './http/traffic-limits.ts';
import type { ProxyWatch } from './http/unknown-proxies.ts';
import type { Readiness } from './lifecycle/readiness.ts';
import type { OpenApiDocument } from './openapi/document.ts';
import { serveOpenApi } from './openapi/serve.ts';

export interface AppOptions {
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<ServerLimits>;
  readonly traffic: TrafficLimits;
  /** Requests that are served at once; more are told to come again. No limit where it is left out. */
  readonly requestsInFlight?: number;
  readonly security: SecurityContact;
  /** Addresses and networks of the proxies in front, whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** Origins whose pages may call the API; none by default. */
  readonly corsOrigins?: readonly string[];
  /** Looks for others, where none is configured. */
  readonly proxies?: ProxyWatch;
  readonly authenticate: Authenticate;
  /** Where the API and the pages that hold its cookie are, such as `https://app.example.com`. */
  readonly origin: string;
  /** The public keys of access tokens. */
  readonly getKeySet: () => Promise<object>;
  /** The routes of all modules, under `/v1`. */
  readonly routes: (v1: RouteRegistrar) => void;
  /** The errors of all modules, for the pages that explain them. */
  readonly errors: readonly DeclaredError[];
  readonly readiness: Readiness;
  readonly metrics: { readonly source: Metrics; readonly token: string | undefined } | undefined;
  /** Routes outside the API, such as those of development. */
  readonly extra?: (app: FastifyInstance) => void;
}

export interface App {
  readonly server: FastifyInstance;
  /** What `/openapi.json` answers. */
  document(): OpenApiDocument;
}

/** The HTTP side of the process: everything that holds for every route, then the routes. Hooks run in the order of the lines. */
export async function createApp(options: AppOptions): Promise<App> {
  const { logger, limits, trustedProxies } = options;
  const app = fastify(serverOptions({ logger, trustedProxies, limits: limits ?? {} }));
  options.proxies?.watch(app);
  provideRouting(app, { clock: options.clock });
  shedOverload(app, options.requestsInFlight ?? Infinity, logger);
  followRequests(app, logger);
  await secureHeaders(app);
  await allowOrigins(app, options.corsOrigins ?? []);
  answerUnknownRoutes(app);
  announceDeprecations(app);
  const traffic = createTrafficLimits(options.traffic, options.clock);
  traffic.beforeAuthentication(app);
  await readCookies(app);
  authenticateCallers(app, options.authenticate, options.origin);
  traffic.afterAuthentication(app);
  readJsonBodies(app);
  handleErrors(app, logger);

  closeConnectionsWhileDraining(app, options.readiness);
  const document = await serveOpenApi(app, options.version);
  answerProbes(app, options.readiness);
  if (options.metrics) exposeMetrics(app, options.metrics.source, options.metrics.token);
  explainProblems(app, [...Object.values(httpProblems), ...[...commonErrors, ...options.errors].map(toProblemType)]);
  serveSecurityContact(app, options.security, options.clock);
  serveKeySet(app, options.getKeySet, options.clock);
  serveDocumentation(app);
  options.extra?.(app);

  await app.register(
    async (v1) => {
      carrySessions(v1);
      completeAnswers(v1);
      tagEntities(v1);
      options.routes(v1.withTypeProvider<ZodTypeProvider>());
    },
    { prefix: '/v1' },
  );
  return { server: app, document };
}
