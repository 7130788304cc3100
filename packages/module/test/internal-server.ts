import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CallAnswer, IncomingCall } from '../src/remote/index.ts';

/** What becomes of a request instead of an answer. */
export type Fault = 'cut before' | 'cut after' | 'full';

/** The other process, on a socket of its own. */
export interface InternalServer {
  readonly url: string;
  /** What the coming requests meet, one after the other. */
  readonly faults: Fault[];
  /** What came in, whatever became of it. */
  readonly requests: IncomingCall[];
  close(): Promise<void>;
}

export async function internalServer(answer: (incoming: IncomingCall) => Promise<CallAnswer>): Promise<InternalServer> {
  const faults: Fault[] = [];
  const requests: IncomingCall[] = [];

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [module = '', operation = ''] = (request.url ?? '').split('/').slice(-2);
    const incoming = { module, operation, authorization: request.headers.authorization, body: await text(request) };
    requests.push(incoming);
    const fault = faults.shift();
    if (fault === 'cut before') return void request.socket.destroy();
    if (fault === 'full') return void response.writeHead(503).end();
    const { status, body } = await answer(incoming);
    if (fault === 'cut after') return void request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  }

  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.writeHead(500).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/behind/a/prefix`,
    faults,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
