import type { FastifyInstance } from 'fastify';

/** A plan's `version` names one of several plans; what counts its own changes is its `revision`. */
function versionOf(payload: unknown): number | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  if ('revision' in payload && typeof payload.revision === 'number') return payload.revision;
  return 'version' in payload && typeof payload.version === 'number' ? payload.version : undefined;
}

/** RFC 9110, section 13.1.2: a list of tags, weak ones included, or anything at all. */
const names = (condition: string, tag: string): boolean =>
  condition.split(',').some((candidate) => candidate.trim() === '*' || candidate.trim().replace(/^W\//, '') === tag);

/** A single resource carries its version as `ETag`; a GET that already knows it gets 304. */
export function tagEntities(app: FastifyInstance): void {
  app.addHook('preSerialization', (request, reply, payload, done) => {
    const version = versionOf(payload);
    if (version === undefined) {
      done(null, payload);
      return;
    }
    const tag = `"${version}"`;
    void reply.header('etag', tag);
    const condition = request.headers['if-none-match'];
    if (condition !== undefined && (request.method === 'GET' || request.method === 'HEAD') && names(condition, tag)) {
      void reply.code(304).removeHeader('content-type').send();
      return;
    }
    done(null, payload);
  });
}
