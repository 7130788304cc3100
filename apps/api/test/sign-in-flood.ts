// In a thread of its own, so that what it costs is not in the times that are measured beside it: so many sign-ins at once, each on a
// connection that is open by then, whenever a body is sent here. Answers with the replies.
import { Agent } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { exchange } from './load.ts';

const { url, count } = workerData as { url: string; count: number };
const agent = new Agent({ keepAlive: true, maxSockets: count, maxFreeSockets: count });
const each = <Result>(ask: () => Promise<Result>): Promise<Result[]> => Promise.all(Array.from({ length: count }, ask));

await each(() => exchange(agent, `${url}/healthz`));
parentPort?.on('message', (body: string) => {
  void each(() => exchange(agent, `${url}/v1/auth/sign-in`, { method: 'POST', body })).then((replies) => parentPort?.postMessage(replies));
});
parentPort?.postMessage('open');
