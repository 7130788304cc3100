import { connect, createServer, type Socket } from 'node:net';

export interface Proxy {
  /** The database's URL through the proxy. */
  readonly url: string;
  open(): Promise<void>;
  /** Cuts every connection and refuses new ones. */
  close(): Promise<void>;
  /** Resets every connection, as a database does that is killed. */
  reset(): void;
}

/** Stands between a test and its database, so that the database can go away and come back; closed at first. */
export async function createProxy(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const [socket, other] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  let own = 0;
  const open = (): Promise<void> =>
    new Promise((resolve) => {
      server.listen(own, '127.0.0.1', () => {
        const address = server.address();
        own = typeof address === 'object' && address ? address.port : own;
        resolve();
      });
    });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  const reset = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  await open();
  await close();
  return { url: Object.assign(new URL(target), { hostname: '127.0.0.1', port: own }).href, open, close, reset };
}
