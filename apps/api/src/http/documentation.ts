import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { pageRoute } from './security-headers.ts';

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plinth API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="documentation"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#documentation', deepLinking: true, tryItOutEnabled: true, validatorUrl: null });
`;

const assets = {
  '/docs/swagger-ui.css': ['text/css; charset=utf-8', import.meta.resolve('@fastify/swagger-ui/static/swagger-ui.css')],
  '/docs/swagger-ui-bundle.js': ['text/javascript; charset=utf-8', import.meta.resolve('@fastify/swagger-ui/static/swagger-ui-bundle.js')],
} as const;

/** `/docs`: the API to read and to try, from files of this machine alone. */
export function serveDocumentation(app: FastifyInstance): void {
  const send = (reply: FastifyReply, type: string, content: string | Buffer) => reply.type(type).send(content);

  app.get('/docs', pageRoute, async (_request, reply) => send(reply, 'text/html; charset=utf-8', page));
  app.get('/docs/start.js', pageRoute, async (_request, reply) => send(reply, 'text/javascript; charset=utf-8', start));
  for (const [path, [type, file]] of Object.entries(assets)) {
    let content: Promise<Buffer> | undefined;
    app.get(path, pageRoute, async (_request, reply) => {
      // eslint-disable-next-line security/detect-non-literal-fs-filename -- one of the two files above
      content ??= readFile(new URL(file));
      return send(reply.header('cache-control', 'public, max-age=86400'), type, await content);
    });
  }
}
