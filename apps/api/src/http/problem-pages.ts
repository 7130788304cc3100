import type { FastifyInstance } from 'fastify';
import { HttpProblem } from './problem-of.ts';
import { httpProblems, type ProblemType, titleOf } from './problem-types.ts';
import { pageRoute } from './security-headers.ts';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const page = ({ code, status, detail }: ProblemType): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escape(titleOf(code))}</title></head>
<body>
<h1>${escape(titleOf(code))}</h1>
<p><code>${escape(code)}</code>, sent with status ${status}.</p>
<p>${escape(detail)}</p>
<p>Words in braces stand for what the problem is about. The code never changes; the text may.</p>
</body>
</html>
`;

/** Explains every code that a problem can have, at the address that its `type` names. */
export function explainProblems(app: FastifyInstance, types: readonly ProblemType[]): void {
  const byCode = new Map(types.map((type) => [type.code, type]));
  app.get<{ Params: { code: string } }>('/problems/:code', pageRoute, async (request, reply) => {
    const type = byCode.get(request.params.code);
    if (!type) throw new HttpProblem(httpProblems.routeNotFound);
    const { code, status, detail } = type;
    void reply.header('vary', 'accept');
    if (/\bjson\b/.test(request.headers.accept ?? '')) return { type: `/problems/${code}`, title: titleOf(code), status, detail, code };
    return reply.type('text/html; charset=utf-8').send(page(type));
  });
}
