import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@plinth/kernel';
import { currentTraceparent } from '@plinth/observability';
import { errors, Pool } from 'undici';
import { type Call, markReplayed } from '../call.ts';
import { idempotencyErrors } from '../idempotency.ts';
import { runtimeErrors } from '../transaction.ts';
import { serviceTokens } from './service-token.ts';
import { pathOf, readAnswer, type RemoteAnswer, requestText } from './wire.ts';

export interface SenderOptions {
  /** The module that is called. */
  readonly module: string;
  /** Where the process that hosts it listens for others, such as `http://billing.internal:4000`. */
  readonly url: string;
  /** Who calls, for the other side's log. */
  readonly issuer: string;
  /** `SERVICE_KEY`: the first one signs. */
  readonly keys: readonly string[];
  readonly clock: Clock;
}

export interface Sending {
  readonly operation: string;
  readonly input: unknown;
  readonly call: Call;
  /** A second call would change nothing more, so one whose answer was lost is made again. */
  readonly repeatable: boolean;
  /** The most that is waited where the call names no deadline, in milliseconds. */
  readonly patience: number;
}

export interface Sender {
  /** The result, or the operation's own error; `runtime.unavailable` where nobody answers, `runtime.deadline_exceeded` in time. */
  readonly send: (sending: Sending) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

const connections = 64;
const connectTimeout = 2_000;
/** Shorter than the other side's, so that a connection is not used just when it closes. */
const keepAliveTimeout = 30_000;
/** Before each further try, in milliseconds: a process that is replaced is back, or another has taken its place. */
const pauses = [50, 200, 600, 1_200];

/** Nothing has been sent: there was no connection. */
const unconnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** A try that came to no answer. */
class Lost {
  readonly cause: Error;
  /** What was asked has not been done, and will not be. */
  readonly undone: boolean;

  constructor(message: string, { undone = false, cause }: { undone?: boolean; cause?: unknown } = {}) {
    this.cause = new Error(message, { cause });
    this.undone = undone;
  }
}

const codeOf = (error: unknown): unknown => (typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined);

const isLate = (error: unknown): boolean => error instanceof errors.RequestAbortedError || (error instanceof Error && error.name === 'TimeoutError');

/** A proxy in front of the process found nobody behind it, or the process is full. */
const isTurnedAway = (status: number): boolean => status === 502 || status === 503 || status === 504;

/** The try before this one is still at work on the other side. */
const isUnderWay = (answer: RemoteAnswer): boolean => 'error' in answer && answer.error.code === idempotencyErrors.inFlight.code;

function settle(answer: RemoteAnswer | Lost, call: Call): unknown {
  if (answer instanceof Lost) throw Object.assign(runtimeErrors.unavailable({ retryAfter: 1 }), { cause: answer.cause });
  if ('error' in answer) throw answer.error;
  if (answer.replayed) markReplayed(call);
  return answer.result;
}

/** Speaks to the process that hosts a module, over connections that are kept. */
export function createSender({ module, url, issuer, keys, clock }: SenderOptions): Sender {
  const { origin, pathname } = new URL(url);
  const prefix = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, { connections, connect: { timeout: connectTimeout }, keepAliveTimeout, headersTimeout: 0, bodyTimeout: 0 });
  const tokens = serviceTokens(keys, clock);

  async function tryOnce(path: string, body: string, { requestId }: Call, milliseconds: number): Promise<RemoteAnswer | Lost> {
    if (milliseconds <= 0) throw runtimeErrors.deadlineExceeded();
    const token = await tokens.sign({ audience: module, path, body }, issuer);
    const traceparent = currentTraceparent();
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(requestId !== undefined && { 'x-request-id': requestId }),
      ...(traceparent !== undefined && { traceparent }),
    };
    try {
      const signal = AbortSignal.timeout(Math.ceil(milliseconds));
      const { statusCode: status, body: read } = await pool.request({ method: 'POST', path: `${prefix}${path}`, headers, body, signal });
      const text = await read.text();
      if (isTurnedAway(status)) return new Lost(`${path} was answered ${status}.`);
      const answer = status === 200 ? readAnswer(text) : undefined;
      if (!answer) throw new Error(`${path} was answered ${status}: ${text.slice(0, 200)}`);
      return answer;
    } catch (error) {
      if (isLate(error)) throw runtimeErrors.deadlineExceeded();
      const code = codeOf(error);
      if (typeof code !== 'string') throw error;
      return new Lost(`${path} was not answered: ${code}.`, { undone: unconnected.has(code), cause: error });
    }
  }

  async function send({ operation, input, call, repeatable, patience }: Sending): Promise<unknown> {
    const path = pathOf(module, operation);
    const body = requestText({ input, call });
    const started = performance.now();
    const most = call.deadline === undefined ? patience : Date.parse(call.deadline) - clock.now().getTime();
    for (let attempt = 0; ; attempt += 1) {
      const left = (): number => most - (performance.now() - started);
      const answer = await tryOnce(path, body, call, left());
      const pause = pauses[attempt] ?? Infinity;
      const again = answer instanceof Lost ? answer.undone || repeatable : attempt > 0 && isUnderWay(answer);
      if (!again || pause >= left()) return settle(answer, call);
      await sleep(pause);
    }
  }

  return { send, close: () => pool.close() };
}
