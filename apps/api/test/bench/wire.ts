import { connect, type Socket } from 'node:net';

/** A request as bytes; made anew for each, where it must differ. */
export type MakeRequest = (turn: number) => string;

export const requestText = (method: string, path: string, headers: Readonly<Record<string, string>>, body = ''): string => {
  const length = body === '' ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\nhost: bench\r\n${lines.join('')}${length}\r\n${body}`;
};

interface Head {
  readonly status: number;
  /** Bytes of head and body. */
  readonly length: number;
}

function readHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const body = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (body === undefined) throw new Error(`An answer without a length: ${head}`);
  return { status: Number(head.slice(9, 12)), length: end + 4 + Number(body) };
}

export interface Measured {
  readonly seconds: number;
  /** Milliseconds of each. */
  readonly times: readonly number[];
}

/**
 * Loads a server with so many `requests` over `connections`, each one request after the other. It reads no more than lengths and
 * statuses, so that the machine is left to the server.
 */
export async function load(port: number, make: MakeRequest, { connections, requests, status }: { connections: number; requests: number; status: number }): Promise<Measured> {
  const times: number[] = [];
  let turn = 0;
  const began = performance.now();

  const client = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let held: Buffer = Buffer.alloc(0);
      let sent = 0;
      const next = (): void => {
        sent = performance.now();
        if (turn === requests) socket.destroy();
        else socket.write(make(turn++));
      };
      socket.on('connect', next);
      socket.on('error', reject);
      socket.on('close', () => resolve());
      socket.on('data', (part: Buffer) => {
        held = held.length === 0 ? part : Buffer.concat([held, part]);
        const head = readHead(held);
        if (!head || held.length < head.length) return;
        if (head.status !== status) {
          socket.destroy(new Error(`Status ${head.status}: ${held.toString('utf8').slice(0, 2000)}`));
          return;
        }
        held = held.subarray(head.length);
        times.push(performance.now() - sent);
        next();
      });
    });

  await Promise.all(Array.from({ length: connections }, client));
  return { seconds: (performance.now() - began) / 1000, times };
}
