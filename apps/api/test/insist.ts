import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, LoadRequest, Reply } from './load.ts';

const again = new Set([409, 429, 503]);

/** Asks until it is answered for good, as a client that lost an answer must, with the headers of its first try: the key among them. */
export async function insist({ send }: Pick<Client, 'send'>, url: string, request: LoadRequest): Promise<Reply> {
  for (const until = performance.now() + 60_000; performance.now() < until; ) {
    const reply = await send(url, request).catch(() => undefined);
    if (reply && !again.has(reply.status)) return reply;
    await sleep(50);
  }
  throw new Error(`${url} was not answered for a minute.`);
}
