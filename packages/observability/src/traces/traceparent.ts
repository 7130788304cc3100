import { context, type Context, isSpanContextValid, type SpanContext, trace } from '@opentelemetry/api';

const format = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The active span as a W3C `traceparent`, to be stored with work that is done later; undefined where nothing is traced. */
export function currentTraceparent(): string | undefined {
  const span = trace.getSpanContext(context.active());
  if (!span || !isSpanContextValid(span)) return undefined;
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
}

function parse(traceparent: string): SpanContext | undefined {
  const [, traceId = '', spanId = '', flags = ''] = format.exec(traceparent) ?? [];
  const span = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(span) ? span : undefined;
}

/** The active context as a continuation of `traceparent`; one that is missing or malformed changes nothing. */
export function contextOf(traceparent: string | null | undefined): Context {
  const span = traceparent ? parse(traceparent) : undefined;
  return span ? trace.setSpanContext(context.active(), span) : context.active();
}

/** Runs `run` as a continuation of `traceparent`; one that is missing or malformed changes nothing. */
export const withTraceparent = <Result>(traceparent: string | null | undefined, run: () => Result): Result =>
  context.with(contextOf(traceparent), run);
