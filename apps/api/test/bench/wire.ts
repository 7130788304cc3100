import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request as bytes; made anew for each, where it must differ. */
export type MakeRequest = (turn: number) => string;

export const requestText = (method: string, path: string, headers: Readonly<Record<string, string>>, body = ''): string => {
  const length = body === '' ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\nhost: bench\r\n${lines.join('')}${length}\r\n${body}`;
};

interface Head {
  readonly status: number;
  readonly text: string;
  /** Bytes of head and body. */
  readonly length: number;
}

function readHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const body = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (body === undefined) throw new Error(`An answer without a length: ${head}`);
  return { status: Number(head.slice(9, 12)), text: head, length: end + 4 + Number(body) };
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

export interface Answered {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** Milliseconds since it was asked, a wait for a connection among them. */
  readonly ms: number;
}

/**
 * Asks so often a second, whether or not anything is answered, as many people behind a proxy do: over connections that are open from the
 * start. `lost` is what was asked and never answered.
 */
export async function flood(port: number, request: string, { connections, rate, seconds }: { connections: number; rate: number; seconds: number }): Promise<{ answers: Answered[]; lost: number }> {
  const answers: Answered[] = [];
  const idle: ((asked: number) => void)[] = [];
  const waiting: number[] = [];

  async function open(): Promise<Socket> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    let held: Buffer = Buffer.alloc(0);
    let asked = 0;
    const ask = (at: number): void => {
      asked = at;
      socket.write(request);
    };
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => {
      held = held.length === 0 ? part : Buffer.concat([held, part]);
      const head = readHead(held);
      if (!head || held.length < head.length) return;
      held = held.subarray(head.length);
      answers.push({ status: head.status, retryAfter: /\r\nretry-after: (.*)/i.exec(head.text)?.[1], ms: performance.now() - asked });
      const next = waiting.shift();
      if (next === undefined) idle.push(ask);
      else ask(next);
    });
    idle.push(ask);
    return socket;
  }

  const sockets = await Promise.all(Array.from({ length: connections }, open));
  const began = performance.now();
  let sent = 0;
  while (performance.now() - began < seconds * 1000) {
    for (const due = Math.floor(((performance.now() - began) / 1000) * rate); sent < due; sent += 1) {
      const ask = idle.shift();
      if (ask) ask(performance.now());
      else waiting.push(performance.now());
    }
    await sleep(5);
  }
  const patience = performance.now() + 30_000;
  while (answers.length < sent && performance.now() < patience) await sleep(20);
  for (const socket of sockets) socket.destroy();
  return { answers, lost: sent - answers.length };
}
