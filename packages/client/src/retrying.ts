import { setTimeout as sleep } from 'node:timers/promises';
import { retryAfterOf } from './error.ts';

/** `fetch`, or what stands in for it. The signal comes beside the request: one that a `Request` follows can be lost to the garbage collector. */
export type Send = (request: Request, init: { readonly signal: AbortSignal }) => Promise<Response>;

export interface Retries {
  /** How often to try again after a first try that came to nothing. */
  readonly most: number;
  /** Before the first retry; each further one waits twice as long, and chance takes up to half of it away. */
  readonly baseMilliseconds: number;
}

const longestMilliseconds = 10_000;

/** Whether sending twice has the effect of sending once (RFC 9110 9.2.2, and what an Idempotency-Key promises). */
const isRepeatable = ({ method, headers }: Request): boolean => ['GET', 'HEAD', 'PUT', 'DELETE'].includes(method) || headers.has('idempotency-key');

/** 429 did nothing; 503 may have; 409 with a time to wait is an earlier try of the same key that is still at work. */
const asksForAnother = (request: Request, { status, headers }: Response): boolean =>
  status === 429 || (status === 503 && isRepeatable(request)) || (status === 409 && headers.has('retry-after') && request.headers.has('idempotency-key'));

/** Sends again, with the same body and the same Idempotency-Key, what came to nothing and can be repeated, until the signal says stop. */
export function retrying(send: Send, { most, baseMilliseconds }: Retries, signal: AbortSignal): (request: Request) => Promise<Response> {
  const backOff = (attempt: number): number => Math.min(longestMilliseconds, baseMilliseconds * 2 ** attempt) * (1 - Math.random() / 2);

  return async (request) => {
    for (let attempt = 0; ; attempt += 1) {
      const isLast = attempt === most;
      let wait = backOff(attempt);
      try {
        const response = await send(request.clone(), { signal });
        if (isLast || !asksForAnother(request, response)) return response;
        const asked = retryAfterOf(response);
        if (asked !== undefined) wait = Math.max(wait, asked * 1000);
        await response.body?.cancel();
      } catch (error) {
        if (isLast || signal.aborted || !isRepeatable(request)) throw error;
      }
      await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  };
}
