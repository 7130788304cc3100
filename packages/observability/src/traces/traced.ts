import { type Attributes, context, INVALID_SPAN_CONTEXT, type Span, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { errorCode, isFault } from './error-code.ts';

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, producer: SpanKind.PRODUCER, consumer: SpanKind.CONSUMER };

const tracer = trace.getTracer('plinth');
const nothing = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

const isUnsampled = (): boolean => {
  const parent = trace.getSpanContext(context.active());
  return parent !== undefined && (parent.traceFlags & TraceFlags.SAMPLED) === 0;
};

function recordFailure(span: Span, error: unknown): void {
  const code = errorCode(error);
  span.setAttribute('error.type', code);
  if (isFault(error)) span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}

/**
 * Runs `run` in a span. An error leaves its code and never its message; one that is not a refusal marks the span as failed.
 * Without an SDK, or below a parent that is not sampled, no span is made.
 */
export async function traced<Result>(
  name: string,
  attributes: Attributes,
  run: (span: Span) => PromiseLike<Result>,
  kind?: keyof typeof kinds,
): Promise<Result> {
  // The sampler would say the same after making a context for it.
  if (isUnsampled()) return run(nothing);
  return tracer.startActiveSpan(name, { attributes, kind: kind ? kinds[kind] : SpanKind.INTERNAL }, async (span) => {
    try {
      return await run(span);
    } catch (error) {
      recordFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}
