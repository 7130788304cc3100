import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from './problem-of.ts';
import { httpProblems } from './problem-types.ts';
import { problemBody, problemHeaders } from './problems.ts';
import { bareSecurityHeaders } from './security-headers.ts';

const { problem } = new HttpProblem(httpProblems.overloaded, { retryAfter: 1 });
const headers = { ...bareSecurityHeaders, ...problemHeaders(problem) };

/** Written by hand: three of four requests may be answered so, and what that takes is taken from the fourth. */
function turnAway(request: FastifyRequest, reply: FastifyReply): void {
  const body = JSON.stringify(problemBody(problem, request.url, request.id));
  reply.hijack();
  reply.raw.writeHead(problem.status, { ...headers, 'x-request-id': request.id, 'content-length': Buffer.byteLength(body) }).end(body);
}

/**
 * Serves at most so many requests of the API at once, and tells the others to come again, before anything else is done for them:
 * what a process takes on it can then answer in time, however much more is asked of it. Probes and pages are always answered.
 */
export function shedOverload(app: FastifyInstance, most: number): void {
  let inFlight = 0;
  const release = (): void => {
    inFlight -= 1;
  };
  app.addHook('onRequest', (request, reply, done) => {
    const isOperation = request.routeOptions.config.operation !== undefined;
    if (isOperation && inFlight >= most) {
      turnAway(request, reply);
      return;
    }
    if (isOperation) {
      inFlight += 1;
      // Comes once, answered or given up.
      reply.raw.once('close', release);
    }
    done();
  });
}
