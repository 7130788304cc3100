import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface LossyLink {
  /** `http://127.0.0.1:PORT`, which leads to the server behind. */
  readonly url: string;
  /** Called with the first answer that begins so; from then on nothing comes back, until the link is mended. */
  loseFrom(start: string, lost: () => void): void;
  mend(): void;
  close(): Promise<void>;
}

const startsWith = (bytes: Buffer, text: string): boolean => bytes.toString('latin1', 0, text.length) === text;

/** A way to a server on which answers can be lost after they were given. */
export async function aLossyLink(port: number): Promise<LossyLink> {
  let watch: { start: string; lost: () => void } | undefined;
  let open = true;
  const sockets = new Set<Socket>();
  const link = createServer((near) => {
    const far = connect({ port, host: '127.0.0.1' });
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far);
    far.on('data', (part: Buffer) => {
      if (watch && startsWith(part, watch.start)) {
        open = false;
        const { lost } = watch;
        watch = undefined;
        lost();
      }
      if (open) near.write(part);
    });
  }).listen(0, '127.0.0.1');
  await once(link, 'listening');
  return {
    url: `http://127.0.0.1:${(link.address() as AddressInfo).port}`,
    loseFrom: (start, lost) => {
      watch = { start, lost };
    },
    mend: () => {
      open = true;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      link.close();
      await once(link, 'close');
    },
  };
}
