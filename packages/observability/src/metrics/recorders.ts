import { counter } from './counters.ts';
import { durations } from './durations.ts';

/** What was called and how it ended. All labels come from contracts and catalogues, none from input. */
export interface CallLabels {
  readonly module: string;
  readonly operation: string;
  readonly kind: 'service' | 'selector' | 'subscriber';
  /** `ok`, or the kind of the error. */
  readonly outcome: string;
}

export interface RequestLabels {
  readonly method: string;
  /** The pattern (`/v1/invoices/:invoiceId`), never the path; undefined where no route matched. */
  readonly route: string | undefined;
  readonly status: number;
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const recordCallDuration = durations('plinth_call_duration_seconds', 'Duration of calls to modules, by operation and outcome.');
const recordRequestDuration = durations('plinth_http_request_duration_seconds', 'Duration of HTTP requests, by route and status.');
const countEvent = counter('plinth_events_published_total', 'Events that were committed, by type.');

export function recordCall({ module, operation, kind, outcome }: CallLabels, seconds: number): void {
  recordCallDuration({ module, operation, kind, outcome }, seconds);
}

/** `event` is the type of one that a contract knows, such as `users.organization_created`. */
export function recordEvent(event: string): void {
  countEvent({ event });
}

/** Unknown methods count as `other` and paths without a route as `none`, so that no client can make up labels. */
export function recordRequest({ method, route = 'none', status }: RequestLabels, seconds: number): void {
  recordRequestDuration({ method: methods.has(method) ? method : 'other', route, status: String(status) }, seconds);
}

/** Runs the call, then records how long it took; `outcomeOf` names the kind of an error. */
export async function timed<Result>(
  labels: Omit<CallLabels, 'outcome'>,
  outcomeOf: (error: unknown) => string,
  call: () => Promise<Result>,
): Promise<Result> {
  const start = performance.now();
  let outcome = 'ok';
  try {
    return await call();
  } catch (error) {
    outcome = outcomeOf(error);
    throw error;
  } finally {
    recordCall({ ...labels, outcome }, (performance.now() - start) / 1000);
  }
}
