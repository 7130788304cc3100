import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, ParentBasedSampler, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { currentTraceparent, traced, withTraceparent } from '../index.ts';

const exporter = new InMemorySpanExporter();
let sampled = true;
const root = { shouldSample: () => ({ decision: sampled ? 2 : 0 }), toString: () => 'as the test says' };

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const spanProcessors = [new SimpleSpanProcessor({ exporter })];
  trace.setGlobalTracerProvider(new TracerProvider({ sampler: new ParentBasedSampler({ root }), spanProcessors }));
});
beforeEach(() => {
  exporter.reset();
  sampled = true;
});
afterAll(() => {
  trace.disable();
  context.disable();
});

const spans = (): ReadableSpan[] => exporter.getFinishedSpans();

describe('a span', () => {
  test('covers the work, with its attributes, below the span around it', async () => {
    const result = await traced(
      'POST /v1/organizations',
      {},
      () => traced('users.createOrganization', { 'plinth.module': 'users' }, () => Promise.resolve(7)),
      'server',
    );
    expect(result).toBe(7);
    const [inner, outer] = spans();
    expect(spans()).toHaveLength(2);
    expect(inner).toMatchObject({ name: 'users.createOrganization', attributes: { 'plinth.module': 'users' }, kind: SpanKind.INTERNAL });
    expect(outer).toMatchObject({ name: 'POST /v1/organizations', kind: SpanKind.SERVER });
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
  });

  test('is given to the work, to be filled in', async () => {
    await traced('request', {}, (span) => Promise.resolve(span.setAttribute('http.response.status_code', 201)));
    expect(spans()[0]?.attributes).toEqual({ 'http.response.status_code': 201 });
  });

  const fault = Object.assign(new Error('canary'), { code: '57P01' });
  const refusal = Object.assign(new Error('canary'), { code: 'users.invalid_credentials', kind: 'unauthenticated' });
  const outage = Object.assign(new Error('canary'), { code: 'users.mail_down', kind: 'unavailable' });
  test.each([
    ['a fault', fault, '57P01', SpanStatusCode.ERROR],
    ['an error without a code', new TypeError('canary'), 'TypeError', SpanStatusCode.ERROR],
    ['an outage', outage, 'users.mail_down', SpanStatusCode.ERROR],
    ['a refusal', refusal, 'users.invalid_credentials', SpanStatusCode.UNSET],
    ['a code that is prose', Object.assign(new Error('no'), { code: 'the canary sings' }), 'Error', SpanStatusCode.ERROR],
  ])('of %s names its code, never its message, and lets it go on', async (_what, error, code, status) => {
    await expect(traced('work', {}, () => Promise.reject(error))).rejects.toBe(error);
    const [span] = spans();
    expect(span?.attributes).toEqual({ 'error.type': code });
    expect(span?.status.code).toBe(status);
    expect(JSON.stringify([span?.attributes, span?.status, span?.events])).not.toContain('canary');
  });

  test('ends as well where the work throws at once', async () => {
    const work = traced('work', {}, () => { throw new RangeError('at once'); });
    await expect(work).rejects.toThrow('at once');
    expect(spans()[0]?.attributes).toEqual({ 'error.type': 'RangeError' });
  });
});

describe('a trace that is not sampled', () => {
  test('has no spans, and the work is done all the same', async () => {
    sampled = false;
    const work = () => traced('inner', {}, (span) => Promise.resolve(span.setAttribute('a', 1).isRecording()));
    expect(await traced('outer', {}, work)).toBe(false);
    expect(spans()).toEqual([]);
  });

  test('stays so where it is continued, though a new one would be sampled', async () => {
    sampled = false;
    const traceparent = await traced('outer', {}, () => Promise.resolve(currentTraceparent()));
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    sampled = true;
    await withTraceparent(traceparent, () => traced('later', {}, () => Promise.resolve()));
    expect(spans()).toEqual([]);
  });
});

describe('a traceparent', () => {
  test('carries a trace over a gap', async () => {
    const traceparent = await traced('publish', {}, () => Promise.resolve(currentTraceparent()));
    expect(currentTraceparent()).toBeUndefined();
    await withTraceparent(traceparent, () => traced('receive', {}, () => Promise.resolve()));
    const [publish, receive] = spans();
    expect(receive?.spanContext().traceId).toBe(publish?.spanContext().traceId);
    expect(receive?.parentSpanContext).toMatchObject({ spanId: publish?.spanContext().spanId, isRemote: true });
  });

  test.each([undefined, null, '', 'rubbish', '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01', '00-XYZ-b7ad6b7169203331-01'])(
    'that is %j begins a trace of its own',
    async (traceparent) => {
      await withTraceparent(traceparent, () => traced('receive', {}, () => Promise.resolve()));
      expect(spans()).toHaveLength(1);
      expect(spans()[0]?.parentSpanContext).toBeUndefined();
    },
  );
});
