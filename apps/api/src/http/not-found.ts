import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from './problem-of.ts';
import { httpProblems } from './problem-types.ts';

interface KnownPath {
  readonly segments: readonly string[];
  readonly methods: Set<string>;
}

const segmentsOf = (path: string): string[] => path.split('/').slice(1);

/** A segment of a route, such as `accounts`, `:accountId`, `:accountId.pdf` or `*`. */
function segmentMatches(pattern: string, segment: string): boolean {
  if (!pattern.startsWith(':')) return pattern === segment;
  const suffix = /\.\w+$/.exec(pattern)?.[0] ?? '';
  return segment.length > suffix.length && segment.endsWith(suffix);
}

function pathMatches(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.at(-1) === '*') return segments.length >= pattern.length && pattern.slice(0, -1).every((part, index) => part === segments[index]);
  return pattern.length === segments.length && pattern.every((part, index) => segmentMatches(part, segments[index] ?? ''));
}

/**
 * Answers for paths and methods that no route takes: 404, or 405 with `Allow` where the path takes other methods. Before the
 * body is read, which nobody wants.
 */
export function answerUnknownRoutes(app: FastifyInstance): void {
  const known = new Map<string, KnownPath>();
  app.addHook('onRoute', ({ url, method }) => {
    const path = known.get(url) ?? { segments: segmentsOf(url), methods: new Set() };
    for (const each of Array.isArray(method) ? method : [method]) path.methods.add(each);
    known.set(url, path);
  });

  const refuse = (request: FastifyRequest, reply: FastifyReply): never => {
    const segments = segmentsOf(request.url.split('?', 1)[0] ?? '');
    const allowed = [...known.values()].filter((path) => pathMatches(path.segments, segments)).flatMap(({ methods }) => [...methods]);
    if (allowed.length === 0) throw new HttpProblem(httpProblems.routeNotFound);
    void reply.header('allow', [...new Set(allowed)].sort().join(', '));
    throw new HttpProblem(httpProblems.methodNotAllowed);
  };

  app.setNotFoundHandler(refuse);
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) refuse(request, reply);
    done();
  });
}
