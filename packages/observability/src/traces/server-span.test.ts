import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, ParentBasedSampler, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { currentTraceparent, startServerSpan, traced } from '../index.ts';

const exporter = new InMemorySpanExporter();
let sampled = true;
const root = { shouldSample: () => ({ decision: sampled ? 2 : 0 }), toString: () => 'as the test says' };

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new TracerProvider({ sampler: new ParentBasedSampler({ root }), spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
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
const getMe = { method: 'GET', route: '/v1/me', traceparent: undefined };
const [traceId, parentId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];

test('a request has one span around what is done for it in several events', async () => {
  const request = startServerSpan(getMe);
  for (const name of ['authenticate', 'getMe']) await request.within(() => traced(name, {}, () => Promise.resolve()));
  expect(currentTraceparent()).toBeUndefined();
  request.end(200);
  const [first, second, served] = spans();
  expect(spans()).toHaveLength(3);
  expect(served).toMatchObject({ name: 'GET /v1/me', kind: SpanKind.SERVER, attributes: { 'http.request.method': 'GET', 'http.route': '/v1/me', 'http.response.status_code': 200 } });
  expect(served?.parentSpanContext).toBeUndefined();
  for (const inner of [first, second]) expect(inner?.parentSpanContext?.spanId).toBe(served?.spanContext().spanId);
});

test('a trace is continued, and a path without a route is not named', () => {
  startServerSpan({ ...getMe, route: undefined, traceparent: `00-${traceId}-${parentId}-01` }).end(404);
  expect(spans()).toHaveLength(1);
  expect(spans()[0]).toMatchObject({ name: 'GET', parentSpanContext: { traceId, spanId: parentId, isRemote: true }, status: { code: SpanStatusCode.UNSET } });
  expect(spans()[0]?.attributes).not.toHaveProperty('http.route');
});

test('a fault marks it, a refusal does not', () => {
  for (const status of [503, 409]) startServerSpan(getMe).end(status);
  expect(spans().map(({ status, attributes }) => [status.code, attributes['error.type']])).toEqual([[SpanStatusCode.ERROR, '503'], [SpanStatusCode.UNSET, undefined]]);
});

test.each([
  ['the caller says so', true, `00-${traceId}-${parentId}-00`],
  ['the sampler says so', false, undefined],
])('nothing is recorded of a request that is not sampled because %s, and its work carries the decision on', async (_why, decision, traceparent) => {
  sampled = decision;
  const request = startServerSpan({ ...getMe, traceparent });
  const carried = await request.within(() => traced('getMe', {}, async () => currentTraceparent()));
  request.end(200);
  expect(carried).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(spans()).toEqual([]);
});
