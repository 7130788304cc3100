import type { Problem } from '@plinth/http';
import type { Logger } from '@plinth/observability';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type FoundProblem, problemOf } from './problem-of.ts';
import { titleOf } from './problem-types.ts';

const pathOf = (url: string): string => url.split('?', 1)[0] ?? '';

const contentType = 'application/problem+json';

/** The body: RFC 9457, section 3.1. */
export function problemBody({ code, status, detail, issues }: FoundProblem, url: string, requestId: string): Problem {
  return {
    type: `/problems/${code}`,
    title: titleOf(code),
    status,
    detail,
    instance: pathOf(url),
    code,
    requestId,
    ...(issues.length > 0 && { errors: [...issues] }),
  };
}

/** The headers that a problem brings, besides those of every answer. */
export const problemHeaders = ({ status, retryAfter }: FoundProblem): Record<string, string> => ({
  'content-type': contentType,
  'cache-control': 'no-store',
  ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  ...(retryAfter !== undefined && { 'retry-after': String(Math.ceil(retryAfter)) }),
});

export function sendProblem(reply: FastifyReply, request: FastifyRequest, problem: FoundProblem): FastifyReply {
  return reply
    .code(problem.status)
    .headers(problemHeaders(problem))
    .send(JSON.stringify(problemBody(problem, request.url, request.id)));
}

/** Turns whatever a route, a hook, a parser or Fastify itself throws into a problem; a fault of ours is logged once, here. */
export function handleErrors(app: FastifyInstance, logger: Logger): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.unexpected) logger.error({ requestId: request.id, route: request.routeOptions.url, err: error }, 'A request failed.');
    return sendProblem(reply, request, problem);
  });
}
