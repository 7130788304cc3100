import { isIPv6 } from 'node:net';
import type { Clock } from '@plinth/kernel';
import type { FastifyInstance } from 'fastify';
import type { Need } from '../lifecycle/readiness.ts';

/** What a proxy says of the client that it speaks for: RFC 7239, and the header that most have instead. */
const forwarding = ['x-forwarded-for', 'forwarded'];

/** Asked by machines that look after the process, and by proxies: alone with a header they say something. */
const probes = new Set(['/healthz', '/readyz', '/metrics']);

/** Addresses that no client on the Internet has: what comes from there may have been passed on by a machine beside us. */
const beside = /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd]|fe[89ab])/i;

const bare = (address: string): string => (isIPv6(address) ? address.replace(/^::ffff:(?=\d+\.)/i, '') : address);

/** What one machine beside us sent within the minute that began at `since`. */
interface Tally {
  readonly since: number;
  readonly forwarded: number;
  readonly direct: number;
}

const minute = 60_000;
const least = 3;
const atMost = 1_000;

const isProxy = ({ forwarded, direct }: Tally): boolean => forwarded >= least && forwarded > direct;

export interface ProxyWatch {
  readonly need: Need;
  watch(app: FastifyInstance): void;
}

/**
 * Behind a proxy that is not configured all clients have its address, and share its limits and guards. So a process is not ready
 * while a machine beside it passes on most of what it sends. A client's own header, one among others or from afar, proves nothing.
 */
export function watchForProxies(clock: Clock): ProxyWatch {
  const tallies = new Map<string, Tally>();

  function count(from: string, forwarded: boolean): void {
    const now = clock.now().getTime();
    const known = tallies.get(from);
    const { since, ...counts } = known && now - known.since < minute ? known : { since: now, forwarded: 0, direct: 0 };
    if (!known && tallies.size >= atMost) tallies.clear();
    tallies.set(from, { since, forwarded: counts.forwarded + (forwarded ? 1 : 0), direct: counts.direct + (forwarded ? 0 : 1) });
  }

  return {
    need: {
      name: 'trusted proxies',
      check: async () => {
        const now = clock.now().getTime();
        const [proxy] = [...tallies].find(([, tally]) => now - tally.since < minute && isProxy(tally)) ?? [];
        if (proxy !== undefined) throw new Error(`${proxy} passes requests on: name it in TRUST_PROXY, or set that to none where nothing is in front.`);
      },
    },
    watch: (app) => {
      app.addHook('onRequest', (request, _reply, done) => {
        const from = bare(request.socket.remoteAddress ?? '');
        const forwarded = forwarding.some((header) => header in request.headers);
        if (beside.test(from) && (forwarded || !probes.has(request.routeOptions.url ?? ''))) count(from, forwarded);
        done();
      });
    },
  };
}
