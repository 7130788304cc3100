import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Collector {
  /** What OTEL_EXPORTER_OTLP_ENDPOINT names. */
  readonly url: string;
  /** Everything that came so far; names and values of spans stand in it as they are (Protocol Buffers, UTF-8). */
  received(): string;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** Takes traces as OTLP over HTTP, on a free port of the loopback. */
export async function aCollector(): Promise<Collector> {
  let text = '';
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      text += body;
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received: () => text,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
