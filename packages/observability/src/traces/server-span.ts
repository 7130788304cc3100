import { context, type Context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { contextOf } from './traceparent.ts';

export interface ServedRequest {
  readonly method: string;
  /** The pattern (`/v1/invoices/:invoiceId`), never the path; undefined where no route matched. */
  readonly route: string | undefined;
  /** As the caller sent it; one that is missing or malformed begins a trace. */
  readonly traceparent: string | undefined;
}

/** The span of a request, which begins and ends in different events. */
export interface ServerSpan {
  /** Runs `run` below the span; again and again, from whatever event. */
  within<Result>(run: () => Result): Result;
  end(status: number): void;
}

const tracer = trace.getTracer('plinth');

class RequestSpan implements ServerSpan {
  readonly #span: Span;
  readonly #context: Context;

  constructor(span: Span, parent: Context) {
    this.#span = span;
    this.#context = trace.setSpan(parent, span);
  }

  within<Result>(run: () => Result): Result {
    return context.with(this.#context, run);
  }

  end(status: number): void {
    this.#span.setAttribute('http.response.status_code', status);
    if (status >= 500) this.#span.setAttribute('error.type', String(status)).setStatus({ code: SpanStatusCode.ERROR });
    this.#span.end();
  }
}

/**
 * Begins the span of a request once it is known whether its trace is sampled: of one that is not, nothing but the decision is
 * kept, and no span is made below it.
 */
export function startServerSpan({ method, route, traceparent }: ServedRequest): ServerSpan {
  const parent = contextOf(traceparent);
  const attributes = { 'http.request.method': method, ...(route !== undefined && { 'http.route': route }) };
  const name = route === undefined ? method : `${method} ${route}`;
  return new RequestSpan(tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent), parent);
}
