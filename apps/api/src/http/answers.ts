import { madeCall } from '@plinth/http';
import { wasReplayed } from '@plinth/module';
import type { FastifyInstance, FastifyRequest } from 'fastify';

function nextLink(request: FastifyRequest, cursor: string): string {
  const [path = '', query] = request.url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}

const isRecord = (payload: unknown): payload is Record<string, unknown> => typeof payload === 'object' && payload !== null;

/** Where what a 201 tells of can be read (RFC 9110, section 10.2.2); undefined where one of its kind cannot be read alone. */
function createdAt(request: FastifyRequest, payload: Record<string, unknown>, readable: ReadonlySet<string>): string | undefined {
  const name = payload['id'] ?? payload['key'];
  const [path = ''] = request.url.split('?', 1);
  return typeof name === 'string' && readable.has(request.routeOptions.url ?? '') ? `${path}/${name}` : undefined;
}

/** What every answer of the API says besides its body: not to be stored, where what was made and the next page are, that it is a replay. */
export function completeAnswers(app: FastifyInstance): void {
  const readable = new Set<string>();
  app.addHook('onRoute', ({ method, url }) => {
    const [, list] = /^(.+)\/:\w+$/.exec(url) ?? [];
    if (list !== undefined && method === 'GET') readable.add(list);
  });
  app.addHook('preSerialization', (request, reply, payload, done) => {
    const location = reply.statusCode === 201 && isRecord(payload) ? createdAt(request, payload, readable) : undefined;
    if (location !== undefined) void reply.header('location', location);
    if (isRecord(payload) && typeof payload['nextCursor'] === 'string') void reply.header('link', [reply.getHeader('link'), nextLink(request, payload['nextCursor'])].filter(Boolean).join(', '));
    done(null, payload);
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    void reply.header('cache-control', 'no-store');
    const call = madeCall(request);
    if (call && wasReplayed(call)) void reply.header('idempotent-replayed', 'true');
    done(null, payload);
  });
}
