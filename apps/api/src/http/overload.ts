import type { DescribedOperation } from '@plinth/http';
import type { Logger } from '@plinth/observability';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from './problem-of.ts';
import { httpProblems } from './problem-types.ts';
import { problemBody, problemHeaders } from './problems.ts';
import { bareSecurityHeaders } from './security-headers.ts';

const { problem } = new HttpProblem(httpProblems.overloaded, { retryAfter: 1 });
const headers = Object.entries({ ...bareSecurityHeaders, ...problemHeaders(problem) }).flat();

/** Written by hand: three of four requests may be answered so, and what that takes is taken from the fourth. */
function turnAway(request: FastifyRequest, reply: FastifyReply): void {
  const body = JSON.stringify(problemBody(problem, request.url, request.id));
  reply.hijack();
  reply.raw.writeHead(problem.status, [...headers, 'x-request-id', request.id, 'content-length', String(Buffer.byteLength(body))]).end(body);
}

/** Says how many were turned away: of the first at once, then once a second, for a line each would take time from who is served. */
function turnedAwayOf(logger: Logger): () => void {
  let [turnedAway, saidAt] = [0, -Infinity];
  return () => {
    turnedAway += 1;
    const now = performance.now();
    if (now - saidAt < 1000) return;
    logger.warn({ turnedAway }, 'Too much is asked at once; requests are told to come again.');
    [turnedAway, saidAt] = [0, now];
  };
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
export function shedOverload(app: FastifyInstance, most: number, logger: Logger): void {
  const count = turnedAwayOf(logger);
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
        count();
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
