import { connect as dial, createServer, type Socket } from 'node:net';

export interface QueryLog {
  /** The database, by way of the log. */
  readonly url: string;
  /** What was executed since it was last asked, in order. */
  take(): string[];
  close(): Promise<void>;
}

const textAt = (bytes: Buffer, start: number): [text: string, next: number] => {
  const end = bytes.indexOf(0, start);
  return [bytes.toString('utf8', start, end), end + 1];
};

/** Reads one connection's messages to the server (PostgreSQL documentation, 54.7): Parse, Bind, Execute and simple queries. */
function listener(executed: (text: string) => void): (chunk: Buffer) => void {
  const statements = new Map<string, string>();
  let bound = '';
  let rest = Buffer.alloc(0);
  let started = false;

  function hear(type: string, body: Buffer): void {
    if (type === 'P') {
      const [name, next] = textAt(body, 0);
      statements.set(name, textAt(body, next)[0]);
    } else if (type === 'B') {
      const [, next] = textAt(body, 0);
      bound = statements.get(textAt(body, next)[0]) ?? '';
    } else if (type === 'E') executed(bound);
    else if (type === 'Q') executed(textAt(body, 0)[0]);
  }

  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = started ? 1 : 0;
      if (rest.length < head + 4) return;
      const end = head + rest.readInt32BE(head);
      if (rest.length < end) return;
      if (started) hear(String.fromCharCode(rest[0] ?? 0), rest.subarray(5, end));
      started = true;
      rest = rest.subarray(end);
    }
  };
}

/** A wire between a client and PostgreSQL that notes every statement which crosses it. */
export async function createQueryLog(databaseUrl: string): Promise<QueryLog> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let log: string[] = [];
  const server = createServer((client) => {
    const upstream = dial({ host: target.hostname, port: Number(target.port) });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    }
    client.on('data', listener((text) => void log.push(text)));
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  return {
    url: url.href,
    take: () => {
      const taken = log;
      log = [];
      return taken;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
