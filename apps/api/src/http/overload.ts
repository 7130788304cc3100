import type { DescribedOperation } from '@plinth/http';
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

/** What is under way of one operation. */
interface Share {
  inFlight: number;
  readonly release: () => void;
}

/**
 * Serves at most so many requests of the API at once, half of them of one operation, and tells the others to come again, before
 * anything else is done for them: what a process takes on it can then answer in time, however much more is asked of it, and what is
 * slow leaves room for what is not. Probes and pages are always answered.
 */
export function shedOverload(app: FastifyInstance, most: number): void {
  const mostOfOne = Math.ceil(most / 2);
  const shares = new Map<DescribedOperation, Share>();
  let inFlight = 0;

  function makeShare(operation: DescribedOperation): Share {
    const share: Share = {
      inFlight: 0,
      release: () => {
        inFlight -= 1;
        share.inFlight -= 1;
      },
    };
    shares.set(operation, share);
    return share;
  }

  app.addHook('onRequest', (request, reply, done) => {
    const { operation } = request.routeOptions.config;
    if (operation) {
      const share = shares.get(operation) ?? makeShare(operation);
      if (inFlight >= most || share.inFlight >= mostOfOne) {
        turnAway(request, reply);
        return;
      }
      inFlight += 1;
      share.inFlight += 1;
      // Comes once, answered or given up.
      reply.raw.once('close', share.release);
    }
    done();
  });
}
