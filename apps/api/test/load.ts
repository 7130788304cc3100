import { Agent, type OutgoingHttpHeaders, request } from 'node:http';

/** The value below which `share` of a hundred of the values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * share) / 100))] ?? Number.NaN;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Milliseconds from the first byte sent to the last one received. */
  readonly ms: number;
}

export interface LoadRequest {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

/** One request on a connection of `agent`; cheaper than fetch, so that a load leaves the machine to who is measured. */
export const exchange = (agent: Agent, url: string, { method = 'GET', headers = {}, body }: LoadRequest = {}): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const length = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method, agent, headers: { ...length, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text, ms: performance.now() - started }));
    });
    sent.setTimeout(30_000, () => void sent.destroy(new Error('No answer within 30 s.')));
    sent.on('error', reject).end(body);
  });

export interface Client {
  /** One exchange on the client's own connection. */
  readonly send: (url: string, options?: LoadRequest) => Promise<Reply>;
  readonly index: number;
}

export interface Load {
  /** Resolves when every client has ended its last turn. */
  stop(): Promise<void>;
}

/** `clients` at work, each on a connection of its own and one turn after the other, until they are stopped. */
export function startLoad(clients: number, turn: (client: Client) => Promise<void>): Load {
  let going = true;
  const running = Array.from({ length: clients }, async (_unused, index) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const client: Client = { index, send: (url, options) => exchange(agent, url, options) };
    while (going) await turn(client);
    agent.destroy();
  });
  return {
    stop: async () => {
      going = false;
      await Promise.all(running);
    },
  };
}
