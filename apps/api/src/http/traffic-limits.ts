import { callOf } from '@plinth/http';
import type { Actor, Clock } from '@plinth/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { networkOf } from './network.ts';
import { HttpProblem, problemOf } from './problem-of.ts';
import { httpProblems } from './problem-types.ts';
import { type Buckets, createBuckets, type Standing } from './token-bucket.ts';

/** Requests a minute, counted by each process for itself; 0 is no limit. */
export interface TrafficLimits {
  readonly perKey: number;
  readonly perUser: number;
  /** Of callers without a credential; as many credentials again may be refused. */
  readonly perAddress: number;
}

const windowSeconds = 60;

const bucketsOf = (name: string, quota: number): Buckets | undefined => (quota === 0 ? undefined : createBuckets({ name, quota, windowSeconds }));

/** The fields `RateLimit` and `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers-10. */
function showStanding(reply: FastifyReply, { policy: { name, quota, windowSeconds: window } }: Buckets, { remaining, resetSeconds }: Standing): void {
  void reply.header('ratelimit-policy', `"${name}";q=${quota};w=${window}`).header('ratelimit', `"${name}";r=${remaining};t=${resetSeconds}`);
}

function refuse(retrySeconds: number): never {
  const retryAfter = Math.max(1, Math.ceil(retrySeconds));
  throw new HttpProblem(httpProblems.tooManyRequests, { detail: `Too many requests; try again in ${retryAfter} s.`, retryAfter });
}

const isOperation = ({ routeOptions }: FastifyRequest): boolean => routeOptions.config.operation !== undefined;
const isOpen = ({ routeOptions }: FastifyRequest): boolean => routeOptions.config.public === true;

export interface TrafficControl {
  beforeAuthentication(app: FastifyInstance): void;
  afterAuthentication(app: FastifyInstance): void;
}

/**
 * Limits what one caller may ask in a minute, in memory and without a query. A stranger is counted by address before anything else
 * happens, a caller once the credential has told who it is; an address whose credentials are refused too often is asked no more.
 */
export function createTrafficLimits({ perKey, perUser, perAddress }: TrafficLimits, clock: Clock): TrafficControl {
  const [keys, users, strangers, refusals] = [bucketsOf('key', perKey), bucketsOf('user', perUser), bucketsOf('address', perAddress), bucketsOf('address', perAddress)];

  function take(buckets: Buckets | undefined, subject: string, reply: FastifyReply): void {
    if (!buckets) return;
    const standing = buckets.take(subject, clock.now().getTime());
    showStanding(reply, buckets, standing);
    if (!standing.allowed) refuse(standing.retrySeconds);
  }

  function takeOf(actor: Actor, reply: FastifyReply): void {
    if (actor.type === 'key') take(keys, actor.keyId, reply);
    if (actor.type === 'user') take(users, actor.userId, reply);
  }

  function meet(address: string, open: boolean, reply: FastifyReply): void {
    if (open) {
      take(strangers, address, reply);
      return;
    }
    const standing = refusals?.look(address, clock.now().getTime());
    if (standing?.allowed === false) refuse(standing.retrySeconds);
  }

  return {
    beforeAuthentication: (app) => {
      app.addHook('onRequest', (request, reply, done) => {
        if (isOperation(request)) meet(networkOf(request.ip), isOpen(request), reply);
        done();
      });
      app.addHook('onError', (request, _reply, error, done) => {
        if (isOperation(request) && !isOpen(request) && problemOf(error).status === 401) refusals?.take(networkOf(request.ip), clock.now().getTime());
        done();
      });
    },
    afterAuthentication: (app) => {
      app.addHook('onRequest', (request, reply, done) => {
        if (isOperation(request) && !isOpen(request)) takeOf(callOf(request).actor, reply);
        done();
      });
    },
  };
}
