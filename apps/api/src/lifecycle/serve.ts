import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@plinth/observability';
import type { FastifyInstance } from 'fastify';
import type { Composition } from '../compose.ts';

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly drainSeconds: number;
  readonly logger: Logger;
}

export interface Serving {
  /** `http://127.0.0.1:3000` */
  readonly address: string;
  /** Not ready at once, serving on for the drain, then to the end of what runs. The second call waits for the first. */
  stop(): Promise<void>;
}

/** Closes the server; a connection that is kept alive goes when its last request has been answered. */
async function closeServer(server: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => server.server.closeIdleConnections(), 50);
  await server.close();
  clearInterval(sweep);
}

/** Listens at once; the workers start when the database is there and migrated. */
export async function serve(composition: Composition, options: ServeOptions): Promise<Serving> {
  const { server, internal, readiness, backgrounds } = composition;
  const { host, port, drainSeconds, logger } = options;
  const address = await server.listen({ host, port });
  const listenTextResolver = (there: string) => `Other processes are answered at ${there}`;
  if (internal) await internal.server.listen({ host, port: internal.port, listenTextResolver });
  const said = new Set<string>();

  backgrounds.start(async () => {
    const lacks = (await readiness.lacks()).filter(({ name }) => name !== backgrounds.need.name);
    for (const { name, reason } of lacks) {
      if (!said.has(name)) logger.warn({ missing: name, err: reason }, 'Not ready yet; looked at again.');
      said.add(name);
    }
    return lacks.length === 0;
  });

  let stopping: Promise<void> | undefined;
  async function stop(): Promise<void> {
    readiness.drain();
    logger.info({ drainSeconds }, 'Stopping.');
    await sleep(drainSeconds * 1000);
    await Promise.all([closeServer(server), internal && closeServer(internal.server), backgrounds.stop()]);
    await composition.close();
  }
  return { address, stop: () => (stopping ??= stop()) };
}
