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

/** What every answer of the API says besides its body: not to be stored, where the next page is, that it is a replay. */
export function completeAnswers(app: FastifyInstance): void {
  app.addHook('preSerialization', (request, reply, payload, done) => {
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
